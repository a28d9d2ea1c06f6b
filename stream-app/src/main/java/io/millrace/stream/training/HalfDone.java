package io.millrace.stream.training;

import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What instances of this generation may have left half done under {@code fast}: the histories know
 * an event that has no score yet. Under {@code fast} it comes again and is scored; under {@code
 * exactly_once} it would be taken for a repeat. The replicas topic tells it: the last word of such
 * an instance is a report, not the tombstone of one that was stopped in order. One thread's.
 *
 * <p>Cost: the whole topic is read once, which is compacted; then what is new.
 */
public final class HalfDone implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HalfDone.class);

  /** The guarantee, in the words of the configuration. */
  public static final String FAST = "fast";

  /**
   * Older words are of no use: the broker forgets where a group was that was stopped for so long,
   * and where it was not stopped others have gone on.
   */
  static final Duration REMEMBERED = Duration.ofDays(7);

  /** After so long the tasks of a silent instance are with others: ten times its session. */
  static final Duration TAKEN_OVER = Duration.ofMinutes(1);

  private final Map<String, Object> client;
  private final LogTopics topics;
  private final Partition<String, InstanceReport> replicas;
  private final Map<String, InstanceReport> last = new TreeMap<>();
  private long position;

  public HalfDone(Map<String, Object> client, LogTopics topics) {
    this.client = client;
    this.topics = topics;
    replicas = new Partition<>(client, topics.replicas(), 0);
    position = replicas.begin();
  }

  /**
   * Why an instance of a guarantee must not score yet; empty once it may. One of {@code fast} may
   * always. To be asked before this instance reports itself: its report would hide what one of its
   * name has left.
   *
   * @param now epoch milliseconds
   */
  public Optional<String> inTheWay(Optional<String> guarantee, long now) {
    if (guarantee.isEmpty() || guarantee.get().equals(FAST)) return Optional.empty();
    return left(now).stream().findFirst().map(report -> told(report, guarantee.get()));
  }

  /** Whether an instance of that name has left something. */
  public boolean isLeftBy(String instance, long now) {
    return left(now).stream().anyMatch(report -> report.instance().equals(instance));
  }

  /** The last words of those that have not been stopped in order, by name. */
  List<InstanceReport> left(long now) {
    long end = replicas.end();
    replicas.read(position, end, this::see);
    position = Math.max(position, end);
    return last.values().stream()
        .filter(report -> now - report.at() < REMEMBERED.toMillis())
        .toList();
  }

  private boolean see(ConsumerRecord<String, InstanceReport> record) {
    InstanceReport report = record.value();
    if (report == null) {
      last.remove(record.key());
    } else if (report.version().generation() == topics.pipeline().generation()) {
      if (report.guarantee().filter(FAST::equals).isPresent()) last.put(record.key(), report);
      else last.remove(record.key());
    }
    return true;
  }

  private String told(InstanceReport report, String guarantee) {
    return "guarantee: this instance has "
        + guarantee
        + ", and instance "
        + report.instance()
        + ", which has fast, was not stopped in order: it is at work, or was killed, and events it"
        + " left half done would get no score. Expected the last instance of "
        + topics.pipeline().name()
        + " with fast to be stopped in order (SIGTERM): if it was killed, start one with"
        + " `guarantee: fast`, let it run until its groups have no lag, a minute at least, and stop"
        + " it in order; this one goes on by itself then";
  }

  /**
   * Says that what others left half done is finished: an instance under {@code fast} has worked and
   * stops in order, so what was with those that fell silent before has long been with others. Those
   * that are at work are left alone.
   *
   * @param now epoch milliseconds
   */
  public void finished(String instance, long now) {
    List<String> silent =
        left(now).stream()
            .filter(report -> now - report.at() >= TAKEN_OVER.toMillis())
            .map(InstanceReport::instance)
            .filter(other -> !other.equals(instance))
            .toList();
    if (silent.isEmpty()) return;
    LOG.info("{}: what {} left half done is finished", topics.pipeline().name(), silent);
    try (KafkaProducer<String, InstanceReport> producer =
        Clients.writer(client, topics.replicas(), Map.of())) {
      silent.forEach(
          other -> producer.send(new ProducerRecord<>(topics.replicas().name(), 0, other, null)));
    }
  }

  @Override
  public void close() {
    replicas.close();
  }
}
