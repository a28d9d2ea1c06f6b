package io.millrace.stream.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.training.Digested;
import java.util.Locale;

/**
 * A replica at the end of the demo.
 *
 * @param lessons it has learnt
 * @param sha256 its digest, in hexadecimal
 */
record FinalModel(ModelVersion version, long lessons, String sha256) {
  static FinalModel of(Digested<?> replica) {
    return new FinalModel(
        replica.digest().version(), replica.digest().examples(), replica.digest().sha256());
  }

  ObjectNode versionJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("log", version.log())
        .put("generation", version.generation())
        .put("offset", version.offset());
  }

  /** For people. */
  String line() {
    return String.format(
        Locale.ROOT,
        "Model version %,d of log %s, sha256 %s",
        version.offset(),
        version.log(),
        sha256);
  }
}
