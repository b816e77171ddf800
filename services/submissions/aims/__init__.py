"""What units aim at in a year (đăng ký thi đua): titles and targets, registered when the ward calls, accepted or returned, followed up."""
