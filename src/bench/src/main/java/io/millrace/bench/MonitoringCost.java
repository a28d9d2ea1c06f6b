package io.millrace.bench;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.bench.BrokerChild;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.demo.SimulatorFeed;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.Drain;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.topic.PipelineTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * What being watched costs: processor time of the service an event, with its monitoring on (meters,
 * drift of inputs and scores, a scrape each 5 s) and off, in interleaved pairs; then how long a
 * scrape of two pipelines of 60 features each takes. Every run has a process and topics of its own.
 */
public final class MonitoringCost {
  private static final int RATE = 2_500;
  private static final int WARM = 50_000;
  private static final int MEASURED = 50_000;
  private static final int SCRAPES = 200;
  private static final Duration SCRAPE_EVERY = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final LocalDate START = LocalDate.parse("2018-04-01");
  private static final int DAYS = 30;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String bootstrap;
  private final Path directory;
  private int runs;

  private MonitoringCost(String bootstrap, Path directory) {
    this.bootstrap = bootstrap;
    this.directory = directory;
  }

  /** How many pairs, 5 by default; 0 for the scrapes only. */
  public static void main(String[] arguments) throws Exception {
    int pairs = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("monitoring-cost-");
    try (BrokerChild broker = BrokerChild.start(directory.resolve("kafka"))) {
      MonitoringCost cost = new MonitoringCost(broker.bootstrap(), directory);
      if (pairs > 0) cost.pairs(pairs);
      cost.scrapes();
    }
  }

  private void pairs(int pairs) throws Exception {
    List<Double> ratios = new ArrayList<>();
    System.out.printf("%-5s %14s %14s %8s%n", "pair", "on, us/event", "off, us/event", "on/off");
    for (int pair = 1; pair <= pairs; pair++) {
      boolean onFirst = pair % 2 == 1;
      double first = microsAnEvent(onFirst);
      double second = microsAnEvent(!onFirst);
      double on = onFirst ? first : second;
      double off = onFirst ? second : first;
      ratios.add(on / off);
      System.out.printf(Locale.ROOT, "%-5d %14.1f %14.1f %8.3f%n", pair, on, off, on / off);
    }
    List<Double> sorted = ratios.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "on/off: median %.3f, %.3f to %.3f%n",
        sorted.get(sorted.size() / 2),
        sorted.get(0),
        sorted.get(sorted.size() - 1));
  }

  private double microsAnEvent(boolean watched) throws Exception {
    String name = "cost-" + ++runs;
    Pipeline pipeline = pipeline(name);
    try (WatchedService service =
            WatchedService.start(bootstrap, directory.resolve(name), watched, List.of(name));
        Scraper scraper = new Scraper(watched ? service.address() : null)) {
      double[] warm = new double[2];
      Replay.Summary sent =
          feed(
              pipeline,
              RATE,
              WARM + MEASURED,
              (events, labels, clock, share) -> {
                if (warm[0] > 0 || events < WARM) return;
                warm[0] = events;
                warm[1] = service.cpuSeconds();
              });
      new Drain(pipeline, client(), PATIENCE).await(sent.clock());
      return (service.cpuSeconds() - warm[1]) * 1e6 / (sent.events() - warm[0]);
    }
  }

  private void scrapes() throws Exception {
    List<String> names = List.of("scrape-1-wide", "scrape-2-wide");
    List<Pipeline> pipelines = new ArrayList<>();
    for (String name : names) pipelines.add(pipeline(name));
    try (WatchedService service =
        WatchedService.start(bootstrap, directory.resolve("scrape"), true, names)) {
      for (Pipeline pipeline : pipelines)
        feed(pipeline, 0, WARM, (events, labels, clock, share) -> {});
      int bytes = scrape(service.address());
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < SCRAPES; i++) {
        long start = System.nanoTime();
        scrape(service.address());
        millis.add((System.nanoTime() - start) / 1e6);
      }
      millis.sort(null);
      System.out.printf(
          Locale.ROOT,
          "a scrape of %d pipelines of %d features each, %,d bytes: median %.1f ms, p99 %.1f ms%n",
          names.size(),
          pipelines.get(0).features().size(),
          bytes,
          millis.get(SCRAPES / 2),
          millis.get(SCRAPES * 99 / 100));
    }
  }

  /** With its topic of events, which its users would make. */
  private Pipeline pipeline(String name) throws Exception {
    Pipeline pipeline =
        PipelineFile.read(
            Path.of("fraud.yaml"), WatchedService.settings(name, name.endsWith("wide")));
    PipelineTopics topics = new PipelineTopics(pipeline);
    NewTopic events =
        new NewTopic(topics.events().name(), Optional.of(pipeline.partitions()), Optional.empty());
    try (Admin admin = Admin.create(client())) {
      admin.createTopics(List.of(events.configs(Map.of("retention.ms", "-1")))).all().get();
    }
    return pipeline;
  }

  private Replay.Summary feed(Pipeline pipeline, double rate, int events, Replay.Progress progress)
      throws IOException, TimeoutException {
    long[] sent = new long[1];
    Replay.Options options =
        new Replay.Options(
            rate,
            0,
            Duration.ZERO,
            Duration.ofHours(3),
            false,
            Replay.Options.DEFAULT_IN_FLIGHT,
            PATIENCE);
    SimulatorSettings world = SimulatorSettings.sized(1, START, DAYS, 5_000, 10_000);
    try (Feed feed = new SimulatorFeed(world, () -> sent[0]++ >= events)) {
      return new Replay(pipeline, client(), options, () -> false).run(feed, List.of(), progress);
    }
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", bootstrap);
  }

  /** Bytes of the answer. */
  private int scrape(String address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/metrics")).build();
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body().length;
  }

  /** Scrapes as Prometheus does; nobody where the address is null. */
  private final class Scraper implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    Scraper(String address) {
      if (address == null) return;
      long every = SCRAPE_EVERY.toMillis();
      clock.scheduleAtFixedRate(() -> look(address), every, every, TimeUnit.MILLISECONDS);
    }

    private void look(String address) {
      try {
        scrape(address);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      clock.shutdownNow();
    }
  }
}
