package io.millrace.stream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a command answers a program or a person, and the answer's way out. */
final class JsonOption {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Option(names = "--json", description = "prints one JSON object on stdout, all else on stderr")
  private boolean wanted;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  boolean wanted() {
    return wanted;
  }

  /** An empty object to be filled. */
  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Prints the object where one is wanted, else the lines. */
  void print(Supplier<ObjectNode> object, Consumer<PrintWriter> lines) {
    PrintWriter out = command.commandLine().getOut();
    if (wanted) {
      out.println(text(object.get()));
    } else {
      lines.accept(out);
    }
    out.flush();
  }

  private static String text(ObjectNode object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values could not be written", e);
    }
  }
}
