/** A pipeline at work: its topics, its replica, its two Streams applications, its label clock. */
package io.millrace.stream.service;
