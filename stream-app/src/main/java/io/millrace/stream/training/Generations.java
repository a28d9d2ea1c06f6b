package io.millrace.stream.training;

import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.Command.Switch;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Which generation of a pipeline tells what became of which record of the sources. All generations
 * that run read all of them; each record has one that answers for it, by its place: so a switch
 * from one to the other loses nothing and doubles nothing.
 *
 * <p>The first generation that ever starts has everything from the start on. Every later one is
 * silent until a switch: it builds histories, feature log and model, and tells nothing.
 */
public final class Generations {
  private final List<Switch> switches;

  Generations(List<Switch> switches) {
    this.switches = List.copyOf(switches);
  }

  /** As the commands topic has it now. */
  public static Generations read(Map<String, Object> client, LogTopics topics) {
    List<Switch> switches = new ArrayList<>();
    for (Command command : new Commands(client, topics).sent()) {
      if (command.action() instanceof Switch to) switches.add(to);
    }
    return new Generations(switches);
  }

  /**
   * As it is when a generation starts: where none has ever started, this one has the sources.
   *
   * <p>Of several that start at once one wins: all write under one transactional id, and look again
   * once they have ended each other's transactions.
   */
  public static Generations join(Map<String, Object> client, LogTopics topics) {
    for (int attempt = 0; attempt < Fencing.ATTEMPTS; attempt++) {
      Generations there = read(client, topics);
      if (!there.switches.isEmpty()) return there;
      if (begin(client, topics)) continue;
      Fencing.pause();
    }
    throw new IllegalStateException(
        topics.commands().name()
            + ": other instances kept taking over the writing of the first generation, expected one"
            + " of them to finish; start them one after the other");
  }

  /** Whether this instance took the sources, or found that they were taken after all. */
  private static boolean begin(Map<String, Object> client, LogTopics topics) {
    try (KafkaProducer<String, Command> producer =
        Clients.transactional(client, topics.commands(), topics.servingTransaction())) {
      producer.initTransactions();
      if (!read(client, topics).switches.isEmpty()) return true;
      int generation = topics.pipeline().generation();
      Switch first = new Switch(0, generation, Map.of());
      Command command =
          new Command(
              "first-generation", Command.ALL_GENERATIONS, System.currentTimeMillis(), "", first);
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.commands().name(), 0, command.id(), command)).get();
      producer.commitTransaction();
      return true;
    } catch (ExecutionException e) {
      return fenced(
          new KafkaException("writing to " + topics.commands().name() + " failed", e.getCause()),
          topics);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the sources were taken", e);
    } catch (KafkaException e) {
      return fenced(e, topics);
    }
  }

  private static boolean fenced(KafkaException failure, LogTopics topics) {
    Fencing.accept(failure, topics.commands().name());
    return false;
  }

  /** The generation that answers for what comes next; 0 before the first. */
  public int serving() {
    return switches.isEmpty() ? 0 : switches.get(switches.size() - 1).to();
  }

  /** Whether a generation answers for a record of the sources. */
  public boolean tells(int generation, Source source) {
    if (switches.size() == 1) return switches.get(0).to() == generation;
    int answering = 0;
    TopicPartition partition = new TopicPartition(source.topic(), source.partition());
    for (Switch to : switches) {
      if (source.offset() >= to.places().getOrDefault(partition, 0L)) answering = to.to();
    }
    return answering == generation;
  }
}
