package io.millrace.stream.service;

import io.micrometer.core.instrument.Counter;
import io.millrace.stream.observe.Meters;
import io.millrace.stream.observe.PipelineMeters;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions of our own that a partition holds open though their coordinator has ended them:
 * nobody else ever will, and no read_committed reader, no restored store either, gets past them. A
 * broker that dies while a producer retries can leave such (seen with Kafka 4.3.1). It is what
 * {@code kafka-transactions.sh find-hanging} and {@code abort} do, without hands.
 *
 * <p>A transaction hangs when the coordinator's epoch of its producer is a later one, its list of
 * partitions does not name the partition, and both still hold at the next look: a marker under way
 * has arrived by then. What it wrote was not committed with its offsets, so it was, or will be,
 * processed again.
 *
 * <p>Those that it cannot judge or may not end hold readers back as well: of another's producer in
 * a topic that we read, of a producer that no coordinator knows any more. They are told: how long
 * the oldest has been open, and in the log once it is open for longer than a broker allows.
 */
final class HangingTransactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** Offsets are written by transactions too; one that hangs lets nobody ask for them. */
  private static final String OFFSETS = "__consumer_offsets";

  /** A transaction as a partition holds it open. */
  record Open(TopicPartition partition, long producer, int epoch, int coordinator, long from) {}

  private final String pipeline;
  private final List<String> ours;
  private final Set<String> named;
  private final Admin admin;
  private final Counter ended;
  private final Counter refused;
  private final OpenTransactions ages = new OpenTransactions();
  private final ScheduledExecutorService timer;
  private Set<Open> suspects = Set.of();
  private String problem = "";

  /**
   * @param ours what the transactional ids begin with, and the names of internal topics
   * @param named other topics that they write, and those that they read
   */
  HangingTransactions(
      String pipeline, List<String> ours, Set<String> named, Admin admin, PipelineMeters meters) {
    this.pipeline = pipeline;
    this.ours = ours;
    this.named = named;
    this.admin = admin;
    ended = meters.hangingTransactions("ended");
    refused = meters.hangingTransactions("refused");
    meters.gauge(Meters.OPEN_TRANSACTION, ages::oldestSeconds);
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "hanging-transactions-" + pipeline);
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    timer.scheduleWithFixedDelay(
        this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One look, at all partitions. */
  void round() {
    try {
      Set<Open> found = open();
      tellOfLong(found);
      Map<Open, TransactionDescription> hanging = hanging(found);
      for (Map.Entry<Open, TransactionDescription> each : hanging.entrySet()) {
        if (suspects.contains(each.getKey())) end(each.getKey(), each.getValue());
      }
      suspects = hanging.keySet();
      problem = "";
    } catch (ExecutionException | RuntimeException e) {
      // A broker that is away, or one that does not let us ask: the first of each is told.
      String said = String.valueOf(e.getMessage());
      if (!problem.equals(said)) {
        LOG.info("{}: cannot look for hanging transactions: {}", pipeline, said);
      }
      problem = said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Offsets are left out: what others hold open there holds nobody else back. */
  private void tellOfLong(Set<Open> found) {
    Set<Open> inTopics =
        found.stream()
            .filter(each -> !each.partition().topic().equals(OFFSETS))
            .collect(Collectors.toSet());
    for (Open each : ages.look(inTopics, System.nanoTime())) {
      LOG.error(
          "{}: a transaction of producer {} at epoch {} has held {} open from offset {} for {}"
              + " minutes, longer than brokers allow unless told so; readers wait, and this service"
              + " does not end it. An operator can: kafka-transactions.sh find-hanging and abort"
              + " --topic {} --partition {} --start-offset {}",
          pipeline,
          each.producer(),
          each.epoch(),
          each.partition(),
          each.from(),
          OpenTransactions.LONGEST.toMinutes(),
          each.partition().topic(),
          each.partition().partition(),
          each.from());
    }
  }

  private void end(Open open, TransactionDescription coordinator) throws InterruptedException {
    AbortTransactionSpec spec =
        new AbortTransactionSpec(
            open.partition(), open.producer(), (short) open.epoch(), open.coordinator());
    try {
      admin.abortTransaction(spec).all().get();
      ended.increment();
      LOG.warn(
          "{}: ended a transaction that {} held open from offset {} and its coordinator had"
              + " forgotten; readers go on (producer {} at epoch {}; its coordinator: {}, epoch {})",
          pipeline,
          open.partition(),
          open.from(),
          open.producer(),
          open.epoch(),
          coordinator.state(),
          coordinator.producerEpoch());
    } catch (ExecutionException e) {
      refused.increment();
      LOG.error(
          "{}: {} holds a transaction open from offset {} that its coordinator has forgotten;"
              + " readers wait. Ending it was refused: {}. An operator can: kafka-transactions.sh"
              + " abort --topic {} --partition {} --start-offset {}",
          pipeline,
          open.partition(),
          open.from(),
          e.getCause().getMessage(),
          open.partition().topic(),
          open.partition().partition(),
          open.from());
    }
  }

  /** With what the coordinator says of the producer. */
  private Map<Open, TransactionDescription> hanging(Set<Open> open)
      throws ExecutionException, InterruptedException {
    if (open.isEmpty()) return Map.of();
    Map<Long, TransactionDescription> known = ours(open);
    return open.stream()
        .filter(each -> known.containsKey(each.producer()))
        .filter(each -> hangs(each, known.get(each.producer())))
        .collect(Collectors.toMap(Function.identity(), each -> known.get(each.producer())));
  }

  /** Whether its coordinator, as it describes the producer's transactions, is past it. */
  static boolean hangs(Open open, TransactionDescription coordinator) {
    return coordinator.producerEpoch() > open.epoch()
        && !coordinator.topicPartitions().contains(open.partition());
  }

  /** Of the partitions that have records which cannot be read yet. */
  private Set<Open> open() throws ExecutionException, InterruptedException {
    List<TopicPartition> held = held();
    Set<Open> open = new HashSet<>();
    if (held.isEmpty()) return open;
    Map<TopicPartition, PartitionProducerState> states = admin.describeProducers(held).all().get();
    states.forEach(
        (partition, state) ->
            state.activeProducers().stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(producer -> open(partition, producer))
                .forEach(open::add));
    return open;
  }

  private static Open open(TopicPartition partition, ProducerState producer) {
    return new Open(
        partition,
        producer.producerId(),
        producer.producerEpoch(),
        producer.coordinatorEpoch().orElse(0),
        producer.currentTransactionStartOffset().orElseThrow());
  }

  private List<TopicPartition> held() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> readable = ends(partitions(), IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> ends = ends(readable.keySet(), IsolationLevel.READ_UNCOMMITTED);
    return readable.keySet().stream().filter(p -> readable.get(p) < ends.get(p)).toList();
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private boolean isOurs(String name) {
    return ours.stream().anyMatch(name::startsWith);
  }

  /** The partitions that our applications write or read. */
  private Set<TopicPartition> partitions() throws ExecutionException, InterruptedException {
    List<String> names =
        admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get().stream()
            .filter(name -> named.contains(name) || isOurs(name) || OFFSETS.equals(name))
            .toList();
    return admin.describeTopics(names).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .collect(Collectors.toSet());
  }

  /** What the coordinators say of those producers that are our applications', by producer id. */
  private Map<Long, TransactionDescription> ours(Set<Open> open)
      throws ExecutionException, InterruptedException {
    Set<Long> producers = open.stream().map(Open::producer).collect(Collectors.toSet());
    List<String> ids =
        admin
            .listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
            .all()
            .get()
            .stream()
            .map(TransactionListing::transactionalId)
            .filter(this::isOurs)
            .toList();
    Stream<TransactionDescription> descriptions =
        ids.isEmpty() ? Stream.of() : admin.describeTransactions(ids).all().get().values().stream();
    return descriptions.collect(
        Collectors.toMap(TransactionDescription::producerId, Function.identity(), (a, b) -> a));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{}: a question to the brokers is not answered yet", pipeline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
