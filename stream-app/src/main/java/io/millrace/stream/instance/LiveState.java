package io.millrace.stream.instance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.drift.Episode;
import io.millrace.model.drift.InputDrift;
import io.millrace.model.explain.Reason;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.replica.Member;
import io.millrace.model.replica.Replica;
import io.millrace.stream.http.LiveFeed;
import io.millrace.stream.observe.NewestAlerts;
import io.millrace.stream.observe.NewestLists;
import io.millrace.stream.service.Health;
import io.millrace.stream.service.PipelineService;
import io.millrace.stream.training.ReplicaReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How the pipelines of an instance are, as JSON for its live page. Each call of {@link #state} adds
 * a sample to the last minutes of each. One thread's.
 */
final class LiveState implements LiveFeed {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String instance;
  private final LongSupplier clock;
  private final List<Lane> lanes = new ArrayList<>();

  /** A pipeline and its last minutes. */
  private record Lane(PipelineService service, RecentSamples samples) {}

  /**
   * @param clock epoch milliseconds
   */
  LiveState(String instance, List<PipelineService> services, LongSupplier clock) {
    this.instance = instance;
    this.clock = clock;
    for (PipelineService service : services) lanes.add(new Lane(service, new RecentSamples()));
  }

  @Override
  public String history() {
    ObjectNode all = JSON.objectNode();
    for (Lane lane : lanes) all.set(lane.service().pipeline().name(), lane.samples().json());
    return all.toString();
  }

  @Override
  public String state() {
    ObjectNode all = JSON.objectNode();
    all.put("instance", instance);
    ArrayNode pipelines = all.putArray("pipelines");
    for (Lane lane : lanes) tell(lane, pipelines.addObject());
    return all.toString();
  }

  private void tell(Lane lane, ObjectNode node) {
    PipelineService service = lane.service();
    Health health = service.health();
    boolean scores = service.pipeline() instanceof Pipeline;
    node.put("name", service.pipeline().name());
    node.put("kind", scores ? "classify" : "recommend");
    node.put("generation", service.pipeline().generation());
    node.put("ready", health.ready());
    node.put("reason", health.reason());
    double[] quality = tellModel(service, scores, node);
    node.set("sample", lane.samples().add(clock.getAsLong(), service.meters().counts(), quality));
    ObjectNode outcomes = node.putObject("outcomes");
    service.meters().counts().outcomes().forEach(outcomes::put);
    ArrayNode drift = node.putArray("drift");
    for (InputDrift.State state : service.drift()) tell(state, drift.addObject());
    ArrayNode episodes = node.putArray("episodes");
    for (Episode episode : service.episodes()) tell(episode, episodes.addObject());
    ArrayNode alerts = node.putArray("alerts");
    for (NewestAlerts.Alert alert : service.meters().newestAlerts().all()) {
      tell(alert, alerts.addObject());
    }
    ArrayNode lists = node.putArray("lists");
    for (NewestLists.MadeList list : service.meters().newestLists().all()) {
      tell(list, lists.addObject());
    }
  }

  private static void tell(NewestLists.MadeList list, ObjectNode node) {
    node.put("user", list.user());
    node.put("time", list.eventTime());
    ArrayNode items = node.putArray("items");
    for (NewestLists.Item item : list.items()) {
      items.addObject().put("item", item.item()).put("because", item.because());
    }
  }

  /** Lag, then AUC, average precision, log loss, calibration error, then both hit rates. */
  private static double[] tellModel(PipelineService service, boolean scores, ObjectNode node) {
    ReplicaReader reader = service.replica();
    node.putNull("version");
    node.putNull("threshold");
    node.put("examples", 0);
    ArrayNode models = node.putArray("models");
    double[] quality = new double[RecentSamples.OF_MODEL];
    Arrays.fill(quality, Double.NaN);
    if (reader == null) return quality;
    quality[0] = reader.lag();
    node.put("version", reader.version().offset());
    node.put("examples", reader.examples());
    if (scores) {
      reader.read((model, version) -> tell(model, node, models, quality));
    } else {
      reader.<Recommender, Boolean>read(
          Recommender.class,
          (model, version) -> {
            quality[5] = model.quality().overWindow().hitRate10();
            quality[6] = model.asShown().overWindow().hitRate10();
            return true;
          });
    }
    return quality;
  }

  private static boolean tell(Replica model, ObjectNode node, ArrayNode models, double[] quality) {
    number(node, "threshold", model.threshold());
    PrequentialWindow window = model.quality();
    quality[1] = window.auc();
    quality[2] = window.averagePrecision();
    quality[3] = window.logLoss();
    quality[4] = window.calibrationError();
    for (Member member : model.members()) {
      ObjectNode one = models.addObject();
      one.put("name", member.name());
      one.put("serves", member == model.champion());
      number(one, "auc", member.quality().auc());
      number(one, "average_precision", member.quality().averagePrecision());
      number(one, "log_loss", member.quality().logLoss());
    }
    return true;
  }

  private static void tell(InputDrift.State state, ObjectNode node) {
    node.put("feature", state.name());
    number(node, "psi", state.comparison().psi());
    number(node, "ks", state.comparison().ks());
    number(node, "missing", state.comparison().missing());
    number(node, "unseen", state.comparison().unseen());
    number(node, "excess", state.excess());
    node.put("drifts", state.drifts());
  }

  private static void tell(Episode episode, ObjectNode node) {
    node.put("kind", episode.kind());
    node.put("subject", episode.subject());
    node.put("started", episode.started());
    if (episode.isOpen()) node.putNull("ended");
    else node.put("ended", episode.ended());
    node.put("cause", episode.cause());
  }

  private static void tell(NewestAlerts.Alert alert, ObjectNode node) {
    node.put("id", alert.eventId());
    node.put("time", alert.eventTime());
    node.put("score", alert.score());
    node.put("threshold", alert.threshold());
    ArrayNode reasons = node.putArray("reasons");
    for (Reason reason : alert.reasons()) {
      reasons
          .addObject()
          .put("feature", reason.feature())
          .put("value", reason.value())
          .put("contribution", reason.contribution());
    }
  }

  static void number(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) node.put(key, value);
    else node.putNull(key);
  }
}
