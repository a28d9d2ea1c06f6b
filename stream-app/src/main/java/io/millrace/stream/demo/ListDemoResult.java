package io.millrace.stream.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.accounting.ListAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the demo's second pipeline came to.
 *
 * @param sent activities, by the feeder
 * @param account counted from the topics
 * @param lessons the replica has learnt
 * @param items the model knows
 * @param tested quality of the lists the model would have given just before each test
 * @param shown quality of the lists that were told
 */
public record ListDemoResult(
    String pipeline,
    long sent,
    ListAccount account,
    ModelVersion version,
    long lessons,
    String sha256,
    long items,
    ListQuality.Result tested,
    ListQuality.Result shown) {

  /** Those of the topics, and that they hold what was sent and the replica what they hold. */
  public List<Identity> identities() {
    List<Identity> all = new ArrayList<>(account.identities());
    all.add(new Identity("activity = activity sent", account.recordsIn(), sent));
    all.add(new Identity("lessons = lessons the replica has learnt", account.lessons(), lessons));
    return all;
  }

  public boolean addsUp() {
    return identities().stream().allMatch(Identity::holds);
  }

  /** All of it as one JSON object. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("pipeline", pipeline);
    json.put("adds_up", addsUp());
    json.put("sent", sent);
    json.set("accounting", account.json());
    ArrayNode identities = json.putArray("identities");
    for (Identity identity : identities()) {
      identities
          .addObject()
          .put("says", identity.says())
          .put("left", identity.left())
          .put("right", identity.right())
          .put("holds", identity.holds());
    }
    ObjectNode quality = json.putObject("quality");
    put(quality.putObject("after_the_fact"), tested);
    put(quality.putObject("as_shown"), shown);
    json.putObject("version")
        .put("log", version.log())
        .put("generation", version.generation())
        .put("offset", version.offset());
    json.putObject("model").put("lessons", lessons).put("items", items).put("sha256", sha256);
    return json;
  }

  private static void put(ObjectNode node, ListQuality.Result quality) {
    node.put("tests", quality.tests());
    if (quality.tests() == 0) return;
    node.put("hit_rate_at_10", quality.hitRate10());
    node.put("mrr_at_10", quality.mrr10());
    node.put("ndcg_at_10", quality.ndcg10());
  }

  /** All of it for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(say("%,d activities of %s, counted from its topics:", sent, pipeline));
    lines.add(say("  answered           %,10d   each with one list", account.lists()));
    lines.add(say("  repeats            %,10d   no second list", account.repeated()));
    lines.add(say("  dead letters       %,10d   put into the stream on purpose", account.dlq()));
    lines.add("");
    for (Identity identity : identities()) {
      lines.add((identity.holds() ? "  ok     " : "  WRONG  ") + identity);
    }
    lines.add("");
    lines.add(
        say(
            "Of %,d purchases, among the first 10 just before: %s; of the list as told: %s",
            tested.tests(), share(tested), share(shown)));
    lines.add(
        say("Model version %,d of log %s, sha256 %s", version.offset(), version.log(), sha256));
    return lines;
  }

  private static String share(ListQuality.Result quality) {
    return quality.tests() == 0 ? "-" : say("%.3f", quality.hitRate10());
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
