package io.millrace.stream.http;

/** What the live page is told. Both are asked on one thread, every two seconds. */
public interface LiveFeed {
  /** The last minutes' numbers of each pipeline, JSON. */
  String history();

  /** How everything is now, JSON; taken anew at each call. */
  String state();
}
