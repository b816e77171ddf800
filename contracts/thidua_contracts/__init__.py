"""The published language of Thi Đua: what services, and other systems, tell each other through Kafka.

`topics` says where, `envelope` how a record looks, `codes` lists the code words, and each event version is one file
in the folder of the service that publishes it. Nothing here is personal: people are opaque subject ids.
"""
