package io.millrace.stream.service;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.UserView;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.recommend.ListModel;
import io.millrace.stream.recommend.RecommendationJson;
import io.millrace.stream.recommend.UserStage;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.training.Recommended;
import io.millrace.stream.training.ReplicaReader;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * Lists on request: by this instance's model for a user whose memory it holds, else the address of
 * the instance that does. The time of a question is the user's own while he is active, else that of
 * the newest activity the model knows, but never ahead of the wall clock. Thread-safe.
 */
public final class Lists implements UserLists {
  private final RecommendPipeline pipeline;
  private final KafkaStreams streams;
  private final ReplicaReader replica;
  private final String address;
  private final PipelineMeters meters;
  private final RecommendationJson json;

  /**
   * @param address where this instance answers, {@code host:port}; empty where it does not
   */
  Lists(
      RecommendPipeline pipeline,
      KafkaStreams streams,
      ReplicaReader replica,
      String address,
      PipelineMeters meters) {
    this.pipeline = pipeline;
    this.streams = streams;
    this.replica = replica;
    this.address = address;
    this.meters = meters;
    json = new RecommendationJson(pipeline.name());
  }

  @Override
  public int usual() {
    return pipeline.listing().k();
  }

  @Override
  public Reply ask(String user, int k) {
    try {
      KeyQueryMetadata where =
          streams.queryMetadataForKey(UserStage.MEMORIES, user, Codecs.TEXT.serializer());
      if (where == null || where.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
        return new Reply.NotNow("the users' memories are being handed out");
      }
      return isHere(where.activeHost())
          ? new Reply.Told(here(user, k, where.partition()))
          : new Reply.Elsewhere(text(where.activeHost()));
    } catch (InvalidStateStoreException | IllegalStateException moving) {
      return new Reply.NotNow("the users' memories are on the move: " + moving.getMessage());
    }
  }

  @Override
  public void answered(long nanos) {
    meters.answered(nanos);
  }

  private boolean isHere(HostInfo host) {
    return address.isEmpty() || host.equals(HostInfo.unavailable()) || address.equals(text(host));
  }

  private static String text(HostInfo host) {
    return host.host() + ":" + host.port();
  }

  private byte[] here(String user, int k, int partition) {
    byte[] memory =
        streams
            .store(
                StoreQueryParameters.fromNameAndType(
                        UserStage.MEMORIES, QueryableStoreTypes.<String, byte[]>keyValueStore())
                    .withPartition(partition))
            .get(user);
    long newest = replica.read(Recommender.class, (model, version) -> model.newest());
    long time = timeOfQuestion(newest, System.currentTimeMillis());
    UserView view = UserStage.view(pipeline, user, memory, time);
    Recommended list = replica.recommend(view, k);
    return json.bytes(user, view.had() > 0, new ListModel.Answer(list.items(), list.version()));
  }

  /**
   * @param newest time of the newest activity learnt, epoch milliseconds; {@link Long#MIN_VALUE}
   *     where there is none
   * @param now wall clock, epoch milliseconds
   */
  static long timeOfQuestion(long newest, long now) {
    // One activity dated 2099 must not have all users forgotten; a replay of old data is of its
    // time.
    return newest == Long.MIN_VALUE ? now : Math.min(newest, now);
  }
}
