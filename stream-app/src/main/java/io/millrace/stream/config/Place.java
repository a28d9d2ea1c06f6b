package io.millrace.stream.config;

/**
 * Where a setting was written.
 *
 * @param source name of a file, or of what stands for it ({@code --set}, {@code MILLRACE_THREADS})
 * @param line from 1; 0 where the source has no lines
 * @param column from 1
 */
record Place(String source, int line, int column) {
  static Place of(String source) {
    return new Place(source, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
