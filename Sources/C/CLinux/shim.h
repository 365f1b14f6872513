#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <netinet/tcp.h>
#include <netdb.h>
#include <termios.h>
#include <pty.h>
