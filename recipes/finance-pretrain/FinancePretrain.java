package org.menura.recipes.finance;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;
import org.menura.data.CsvReader;
import org.menura.data.Cursor;
import org.menura.eval.metric.BootstrapInterval;
import org.menura.eval.metric.SeedInterval;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.LocalModel;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.RunSettings;
import org.menura.train.run.TrainingRun;

/**
 * Continued pre-training on a mix of general texts and finance, as BloombergGPT's half and half (Wu et al., arXiv 2303.17564)
 * at a size that a laptop has: {@code recipes/run FinancePretrain DATA OUT [SEEDS [MODEL]]} teaches nano with 0, 50 and 100 %
 * finance, and writes {@code OUT/finance.md}: what each mix gains on held-out tweets, and what it costs elsewhere. What is
 * done already is not done again.
 */
final class FinancePretrain {
    private static final double[] SHARES = {0, 0.5, 1};
    private static final List<String> PARTS = List.of("stories", "wikipedia", "tweets");
    private static final int HELD_OUT = 150;
    private static final int DRAWS = 10_000;

    private final Path recipe;
    private final Path model;
    private final Path out;

    /**
     * How well documents are predicted.
     *
     * @param nats of each document
     * @param tokens of each document
     */
    private record Predicted(double[] nats, double[] tokens) {
        double perplexity() {
            return Math.exp(
                    DoubleStream.of(nats).sum() / DoubleStream.of(tokens).sum());
        }

        /** The ends of the 95 % interval of a bootstrap over documents. */
        BootstrapInterval interval() {
            return BootstrapInterval.of(nats.length, DRAWS, picks -> {
                double n = 0;
                double t = 0;
                for (int at : picks) {
                    n += nats[at];
                    t += tokens[at];
                }
                return Math.exp(n / t);
            });
        }

        /** The mean of several models, document by document. */
        static Predicted mean(List<Predicted> all) {
            double[] nats = new double[all.getFirst().nats.length];
            all.forEach(p -> Arrays.setAll(nats, i -> nats[i] + p.nats[i] / all.size()));
            return new Predicted(nats, all.getFirst().tokens);
        }
    }

    private FinancePretrain(Path recipe, Path model, Path out) {
        this.recipe = recipe;
        this.model = model.toAbsolutePath().normalize();
        this.out = out.toAbsolutePath().normalize();
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2 || args.length > 4) {
            System.err.println("usage: recipes/run FinancePretrain DATA OUT [SEEDS [MODEL]]");
            System.exit(2);
        }
        Path recipes = Path.of(System.getProperty("menura.recipes", "recipes")).toAbsolutePath();
        Path model = args.length == 4
                ? Path.of(args[3])
                : recipes.resolveSibling("models").resolve("nano");
        int seeds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        FinancePretrain program =
                new FinancePretrain(recipes.resolve("finance-pretrain/mix.yaml"), model, Path.of(args[1]));
        program.data(Path.of(args[0]));
        program.run(seeds);
    }

    /** Splits each source into what is learned and {@value #HELD_OUT} held-out documents, every so many of them. */
    private void data(Path from) throws IOException {
        Path folder = Files.createDirectories(out.resolve("data"));
        String stories = Files.readString(from.resolve("tinystories/train.txt"));
        write(folder, "stories", List.of(stories.split("<\\|endoftext\\|>")));
        String articles = Files.readString(from.resolve("wikitext-2/valid.txt"));
        write(folder, "wikipedia", paragraphs(articles));
        write(folder, "tweets", tweets(from.resolve("twitter-financial-sentiment/tweets.csv")));
    }

    private static List<String> paragraphs(String articles) {
        return articles.lines()
                .map(String::strip)
                .filter(p -> p.length() > 200 && !p.startsWith("="))
                .toList();
    }

    private static List<String> tweets(Path csv) {
        List<String> texts = new ArrayList<>();
        try (Cursor<SequencedMap<String, String>> rows = CsvReader.rows("text").apply(csv)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                texts.add(row.get("text"));
            }
        }
        return texts;
    }

    private static void write(Path folder, String name, List<String> texts) throws IOException {
        List<String> all = texts.stream()
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .distinct()
                .toList();
        int every = all.size() / HELD_OUT;
        StringBuilder learned = new StringBuilder();
        StringBuilder heldOut = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            boolean isHeld = i % every == 0 && i / every < HELD_OUT;
            String line = new TextNode(all.get(i)).toString();
            (isHeld ? heldOut : learned).append("{\"text\": ").append(line).append("}\n");
        }
        OutputFile.write(folder.resolve(name + ".jsonl"), learned.toString().getBytes(StandardCharsets.UTF_8));
        OutputFile.write(
                folder.resolve(name + "-held-out.jsonl"), heldOut.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void run(int seeds) throws IOException {
        Map<String, List<Map<String, Predicted>>> all = new LinkedHashMap<>();
        all.put("before", List.of(measured(model)));
        for (int seed = 1; seed <= seeds; seed++) {
            for (double share : SHARES) {
                Path run = learned(share, seed);
                String name = String.format(Locale.ROOT, "%.0f %% finance", 100 * share);
                all.computeIfAbsent(name, _ -> new ArrayList<>()).add(measured(run.resolve("model")));
                Files.writeString(out.resolve("finance.md"), table(all));
            }
        }
        System.out.print(table(all));
    }

    private Path learned(double share, int seed) throws IOException {
        Path run = out.resolve(String.format(Locale.ROOT, "finance-%.0f-%d", 100 * share, seed));
        if (Files.exists(run.resolve("model"))) {
            return run;
        }
        System.err.println(run);
        String filled = Files.readString(recipe)
                .replace("MODEL", model.toString())
                .replace("OUT/", out + "/")
                .replace("RUN", run.toString())
                .replace("SEED", Integer.toString(seed));
        filled = weights(filled, share);
        RunSettings settings = new RunSettings(Runtime.getRuntime().availableProcessors(), "recipes");
        boolean isBegun = LedgerReader.isLedger(run)
                && !new LedgerReader(run).checkpoints().isEmpty();
        TrainingRun.Listener silent = new TrainingRun.Listener() {};
        try (TrainingRun training = isBegun
                ? TrainingRun.resume(run, settings, silent)
                : TrainingRun.begin(Recipe.parse(filled, "mix.yaml", out), settings, silent)) {
            boolean _ = training.run(() -> false);
        }
        return run;
    }

    /** Fills in weights; a source that has none is left out. */
    private static String weights(String recipe, double share) {
        String text = recipe;
        Map<String, Double> weights = Map.of("STORIES", (1 - share) / 2, "WIKIPEDIA", (1 - share) / 2, "TWEETS", share);
        for (Map.Entry<String, Double> w : weights.entrySet()) {
            text = w.getValue() > 0
                    ? text.replace("weight: " + w.getKey(), "weight: " + w.getValue())
                    : text.replaceAll(" {2}- path: .*\\n.*\\n {4}weight: " + w.getKey() + "\\n", "");
        }
        return text;
    }

    private Map<String, Predicted> measured(Path of) throws IOException {
        LoadOptions load = LoadOptions.defaults()
                .withBackend(new CpuBackend(CpuOptions.fastest().withExact(true)));
        try (LocalModel local = LocalModel.of(of.toString(), Menura.load(of, load), LocalModel.Options.defaults())) {
            Map<String, Predicted> parts = new LinkedHashMap<>();
            for (String part : PARTS) {
                Path file = out.resolve("data").resolve(part + "-held-out.jsonl");
                List<String> texts = Files.readAllLines(file).stream()
                        .map(l -> Json.parse(l, file.toString()).path("text").asText())
                        .toList();
                if (texts.isEmpty()) {
                    throw new FormatException(file + " is empty");
                }
                double[] nats = local.rollingLogLikelihoods(texts, AnswerSink.none()).stream()
                        .mapToDouble(l -> -l)
                        .toArray();
                double[] tokens =
                        texts.stream().mapToDouble(t -> local.encode(t).length).toArray();
                parts.put(part, new Predicted(nats, tokens));
            }
            return parts;
        }
    }

    private static String table(Map<String, List<Map<String, Predicted>>> all) {
        StringBuilder out =
                new StringBuilder("| perplexity of held-out | runs | stories | Wikipedia | tweets on finance |\n");
        out.append("|---|---:|---|---|---|\n");
        all.forEach((name, runs) -> {
            out.append("| %s | %d |".formatted(name, runs.size()));
            for (String part : PARTS) {
                List<Predicted> of = runs.stream()
                        .map(r -> Objects.requireNonNull(r.get(part)))
                        .toList();
                BootstrapInterval interval = Predicted.mean(of).interval();
                out.append(String.format(
                        Locale.ROOT,
                        " %s [%.1f, %.1f] |",
                        SeedInterval.of(of.stream()
                                        .mapToDouble(Predicted::perplexity)
                                        .toArray())
                                .text(1)
                                .replace(" (one run)", ""),
                        interval.low(),
                        interval.high()));
            }
            out.append('\n');
        });
        return out.append(
                        "\n%d documents of each; ± over the seeds (Student's t), in brackets over the documents (bootstrap), 95 %% each.\n"
                                .formatted(HELD_OUT))
                .toString();
    }
}
