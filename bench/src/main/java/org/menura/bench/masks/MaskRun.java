package org.menura.bench.masks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.Vocabulary;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.load.ModelTokenizer;

/**
 * Follows the instances of JSON schemas token by token and computes the mask before each, up to the token that the
 * schema refuses: prints the processor time of the thread per mask, per compilation, and of first masks.
 *
 * <p>{@code MaskRun TOKENIZER FOLDER [SCHEMAS [SEED [DUMP]]]}: the folder holds JSON lines with {@code schema} and
 * {@code tests}. Into the folder DUMP go the tokens of the vocabulary and of the texts, for bench/peers/masks.py, which
 * does the same with llguidance. That writes which schemas it compiled, and further runs keep to these.
 */
public final class MaskRun {
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final Tokenizer tokenizer;
    private final Vocabulary vocabulary;
    private final List<Double> masks = new ArrayList<>();
    private final List<Double> firsts = new ArrayList<>();
    private final List<Double> compilations = new ArrayList<>();
    private final List<String> slowest = new ArrayList<>();
    private int refused;

    private MaskRun(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        long start = System.nanoTime();
        this.vocabulary = new Vocabulary(tokenizer);
        System.out.printf(
                Locale.ROOT,
                "vocabulary of %d made ready in %.2f s%n",
                vocabulary.size(),
                (System.nanoTime() - start) / 1e9);
    }

    /** Runs the program. */
    public static void main(String[] args) throws IOException {
        MaskRun run = new MaskRun(ModelTokenizer.tokenizer(Path.of(args[0])));
        List<JsonNode> records = records(Path.of(args[1]));
        int most = args.length > 2 ? Integer.parseInt(args[2]) : records.size();
        Collections.shuffle(records, new Random(args.length > 3 ? Long.parseLong(args[3]) : 20261126));
        List<JsonNode> drawn = records.subList(0, Math.min(most, records.size()));
        if (args.length > 4) {
            Path compiled = Path.of(args[4]).resolve("compiled.txt");
            if (Files.exists(compiled)) {
                List<String> ids = Files.readAllLines(compiled);
                drawn = drawn.stream()
                        .filter(r -> ids.contains(r.path("id").asText()))
                        .toList();
            } else {
                run.dump(drawn, Path.of(args[4]));
            }
        }
        // One round for the compiler of Java: a server is warm, and what is compared is native code.
        int warm = Math.min(drawn.size(), Math.max(20, drawn.size() / 4));
        for (JsonNode r : drawn.subList(0, warm)) {
            run.schema(r);
        }
        run.clear();
        drawn.forEach(run::schema);
        run.print();
    }

    private static List<JsonNode> records(Path folder) throws IOException {
        List<JsonNode> out = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path f :
                    files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
                for (String line : Files.readAllLines(f)) {
                    JsonNode r = Json.parse(line, f.toString());
                    if (r.has("schema") && r.has("tests")) {
                        out.add(r);
                    }
                }
            }
        }
        return out;
    }

    private void dump(List<JsonNode> records, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> tokens = new ArrayList<>();
        for (int id = 0; id < tokenizer.size(); id++) {
            String special = vocabulary.isSpecial(id) ? "!" : "";
            tokens.add(special + HexFormat.of().formatHex(tokenizer.bytes(id)));
        }
        Files.write(folder.resolve("tokens.txt"), tokens);
        List<String> lines = new ArrayList<>();
        for (JsonNode r : records) {
            List<String> texts = new ArrayList<>();
            r.get("tests")
                    .forEach(t -> texts.add(
                            Arrays.toString(tokenizer.encode(t.get("data").toString(), false, false))));
            lines.add("{\"id\": %s, \"schema\": %s, \"texts\": %s}".formatted(r.path("id"), r.get("schema"), texts));
        }
        Files.write(folder.resolve("cases.jsonl"), lines);
    }

    private void clear() {
        masks.clear();
        firsts.clear();
        compilations.clear();
        slowest.clear();
        refused = 0;
    }

    private void schema(JsonNode record) {
        long start = CLOCK.getCurrentThreadCpuTime();
        try {
            Grammar grammar = JsonSchema.of(record.get("schema")).compile();
            grammar.start();
            compilations.add((CLOCK.getCurrentThreadCpuTime() - start) / 1e3);
            boolean first = true;
            for (JsonNode test : record.get("tests")) {
                follow(record, grammar, test, first);
                first = false;
            }
        } catch (FormatException e) {
            refused++;
        }
    }

    private void follow(JsonNode record, Grammar grammar, JsonNode test, boolean first) {
        GrammarConstraint c = new GrammarConstraint(grammar, vocabulary);
        String text = test.get("data").toString();
        int[] tokens = tokenizer.encode(text, false, false);
        for (int i = 0; i < tokens.length; i++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            boolean allowed = c.allowed().contains(tokens[i]);
            double time = (CLOCK.getCurrentThreadCpuTime() - start) / 1e3;
            masks.add(time);
            if (first && i == 0) {
                firsts.add(time);
            }
            if (time > 500) {
                slowest.add("%9.0f us  %s  %d tokens after %s  in %d: %s"
                        .formatted(
                                time,
                                record.path("id").asText(),
                                c.allowed().size(),
                                before(tokens, i),
                                c.state().threads(),
                                c.state().threads() > 0 ? c.state().language(0) : ""));
            }
            if (!allowed) {
                return;
            }
            c.accept(tokens[i]);
        }
    }

    private String before(int[] tokens, int at) {
        StringBuilder out = new StringBuilder();
        for (int i = Math.max(0, at - 12); i < at; i++) {
            out.append(new String(tokenizer.bytes(tokens[i]), StandardCharsets.UTF_8));
        }
        return out.toString().replace('\n', ' ');
    }

    private void print() {
        print("masks", masks);
        print("first masks", firsts);
        print("compilations", compilations);
        System.out.printf("refused %d%n", refused);
        slowest.sort(Collections.reverseOrder());
        slowest.stream().limit(25).forEach(System.out::println);
    }

    private static void print(String what, List<Double> times) {
        double[] t = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (t.length > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "%-13s %8d  p25 %.1f  p50 %.1f  p75 %.1f  p90 %.1f  p95 %.1f  p99 %.1f  p99.9 %.1f  max %.1f  mean %.1f us%n",
                    what,
                    t.length,
                    at(t, 0.25),
                    at(t, 0.5),
                    at(t, 0.75),
                    at(t, 0.9),
                    at(t, 0.95),
                    at(t, 0.99),
                    at(t, 0.999),
                    t[t.length - 1],
                    Arrays.stream(t).average().orElse(0));
        }
    }

    private static double at(double[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, part * sorted.length)];
    }
}
