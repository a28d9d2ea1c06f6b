package io.millrace.model.pipeline;

/**
 * A setting in which a pipeline file and a training log differ.
 *
 * @param key as canonical settings name it
 * @param ours the file's value, null where it has none
 * @param theirs the log's value, null where it has none
 * @param change what it takes for the file's value to hold
 */
public record Difference(String key, String ours, String theirs, Change change) {
  @Override
  public String toString() {
    return key + ": this file says " + said(ours) + ", the log " + said(theirs);
  }

  private static String said(String value) {
    return value == null ? "nothing" : value;
  }
}
