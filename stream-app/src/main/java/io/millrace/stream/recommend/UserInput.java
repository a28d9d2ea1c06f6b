package io.millrace.stream.recommend;

import io.millrace.stream.topic.ArrivedActivity;

/** What comes to the users' memories. */
public sealed interface UserInput {
  /** A user did something. */
  record Arrived(ArrivedActivity activity) implements UserInput {}

  /** What was held until now is to be learnt. */
  record Tick(long time) implements UserInput {}
}
