package io.millrace.stream.feed;

import java.io.Closeable;
import java.io.IOException;

/** Events in stream order, from a file or a simulator. */
public interface Feed extends Closeable {
  /** The next event, or null at the end. */
  FeedRow next() throws IOException;

  /** How much of it has been handed out, in [0, 1]; NaN where nobody knows. */
  double progress();

  @Override
  default void close() throws IOException {}
}
