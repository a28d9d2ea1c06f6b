package io.millrace.stream.http;

/** A feed of a service that runs nothing. */
final class QuietFeed implements LiveFeed {
  @Override
  public String history() {
    return "{}";
  }

  @Override
  public String state() {
    return "{\"instance\": \"quiet\", \"pipelines\": []}";
  }
}
