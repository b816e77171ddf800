"""Notices: something that an audience has to be told (thông báo), before anybody knows who that is."""
