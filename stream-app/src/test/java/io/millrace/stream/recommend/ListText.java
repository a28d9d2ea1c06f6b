package io.millrace.stream.recommend;

/** A list as its topic holds it, for tests of what it says. */
public final class ListText {
  private ListText() {}

  /** After an activity. */
  public static byte[] of(
      String pipeline, String user, String event, long time, ListModel.Answer list) {
    return new RecommendationJson(pipeline).bytes(user, event, time, list);
  }
}
