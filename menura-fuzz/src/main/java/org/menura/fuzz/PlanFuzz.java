package org.menura.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.menura.data.engine.PlanRun;
import org.menura.data.plan.Plan;
import org.menura.format.FormatException;
import org.menura.format.yaml.Yaml;

/** A plan over a small corpus, as far as its inputs, stages and sink are checked. */
public final class PlanFuzz {
    private static final Path BASE = corpus();

    private PlanFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            String text = new String(input, StandardCharsets.UTF_8);
            Plan plan = Plan.parse(text, "input", BASE);
            // "/**" is a good pattern, but the machine's own files are not what is tested, and there are many of them.
            if (isInside(Yaml.parse(text, "input", "plan"))) {
                plan.steps().forEach(step -> Plan.create(step).close());
                PlanRun.check(plan);
            }
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }

    private static boolean isInside(Yaml.Node node) {
        return switch (node) {
            case Yaml.Mapping mapping -> mapping.entries().values().stream().allMatch(entry -> isInside(entry.value()));
            case Yaml.Sequence sequence -> sequence.items().stream().allMatch(PlanFuzz::isInside);
            case Yaml.Scalar scalar -> isInside(scalar.text());
        };
    }

    private static boolean isInside(String path) {
        try {
            return BASE.resolve(path).normalize().startsWith(BASE);
        } catch (InvalidPathException e) {
            return true;
        }
    }

    private static Path corpus() {
        String row =
                "{\"id\": \"%s\", \"text\": \"A ship sails at dawn from the harbour of a small town by the sea.\", \"source\": \"web\"}\n";
        try {
            Path base = Files.createTempDirectory("plan-fuzz").toRealPath();
            base.toFile().deleteOnExit();
            for (String name : List.of(
                    "corpus/documents/a.jsonl", "more/b.jsonl", "more/c.jsonl", "c.jsonl", "eval.jsonl", "words.txt")) {
                Path made = base;
                for (Path part : Path.of(name)) {
                    made = made.resolve(part);
                    made.toFile().deleteOnExit();
                }
                Files.createDirectories(made.getParent());
                Files.writeString(made, row.formatted(name));
            }
            return base;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
