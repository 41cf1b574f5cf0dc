package org.menura.recipes.continual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import org.menura.data.tokenizer.ByteLevelBpeTrainer;
import org.menura.data.tokenizer.TokenizerProfile;
import org.menura.eval.metric.SeedInterval;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.Forgetting;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.RunSettings;
import org.menura.train.run.TrainingRun;

/**
 * Compares what protects earlier domains while later ones are learned: {@code recipes/run Streams DATA OUT [SEEDS]} makes
 * the data and the tokenizer, teaches the model that all begin with, carries out each recipe of this folder with each seed,
 * and writes {@code OUT/streams.md}. What is done already is not done again.
 */
final class Streams {
    private static final SequencedMap<String, String> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("none", "nothing");
        WAYS.put("replay", "rehearsal, a quarter of all examples");
        WAYS.put("ewc", "EWC");
        WAYS.put("adapters", "a LoRA adapter for each domain");
    }

    private final Path recipes;
    private final Path out;

    private Streams(Path recipes, Path out) {
        this.recipes = recipes;
        this.out = out.toAbsolutePath().normalize();
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2 || args.length > 3) {
            System.err.println("usage: recipes/run Streams DATA OUT [SEEDS]");
            System.exit(2);
        }
        int seeds = args.length == 3 ? Integer.parseInt(args[2]) : 3;
        Path recipes = Path.of(System.getProperty("menura.recipes", "recipes")).resolve("continual");
        new Streams(recipes, Path.of(args[1])).run(Path.of(args[0]), seeds);
    }

    private void run(Path data, int seeds) throws IOException {
        Path texts = out.resolve("data");
        if (!Files.exists(texts.resolve("tokenizer"))) {
            Domains.main(new String[] {data.toString(), texts.toString()});
            List<String> documents = new ArrayList<>();
            for (String name : List.of("books", "stories", "shakespeare", "wikipedia")) {
                documents.add(Files.readString(texts.resolve(name + ".txt")));
            }
            ByteLevelBpeTrainer.of(2048, TokenizerProfile.endOfText())
                    .train(documents)
                    .write(texts.resolve("tokenizer"));
        }
        Path _ = learned("base", 1);
        Map<String, List<Forgetting>> reports = new LinkedHashMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            for (String way : WAYS.keySet()) {
                Path run = learned(way, seed);
                Forgetting report = Forgetting.of(new LedgerReader(run)).orElseThrow();
                reports.computeIfAbsent(way, _ -> new ArrayList<>()).add(report);
                Files.writeString(out.resolve("streams.md"), table(reports));
            }
        }
        System.out.println(table(reports));
    }

    /** The folder of a run of a recipe with a seed, which is carried out, or gone on with, if it is not complete. */
    private Path learned(String name, int seed) throws IOException {
        Path folder = out.resolve(name.equals("base") ? name : name + "-" + seed);
        String text = Files.readString(recipes.resolve(name + ".yaml"))
                .replace("../../runs/continual-data", out + "/data")
                .replace("../../runs/continual-base", out + "/base")
                .replace("../../runs/continual-" + name, folder.toString())
                .replaceAll("(?m)^seed: .*", "seed: " + seed);
        RunSettings settings = new RunSettings(Runtime.getRuntime().availableProcessors(), "recipes");
        if (Files.exists(folder.resolve("model")) || Files.exists(folder.resolve("adapter-wikipedia"))) {
            return folder;
        }
        System.err.println(folder);
        TrainingRun.Listener silent = new TrainingRun.Listener() {
            @Override
            public void evaluated(EvaluationRecord evaluation) {
                System.err.println("  " + evaluation);
            }
        };
        boolean isBegun = LedgerReader.isLedger(folder)
                && !new LedgerReader(folder).checkpoints().isEmpty();
        try (TrainingRun run = isBegun
                ? TrainingRun.resume(folder, settings, silent)
                : TrainingRun.begin(Recipe.parse(text, name, recipes), settings, silent)) {
            boolean _ = run.run(() -> false);
        }
        return folder;
    }

    private static String table(Map<String, List<Forgetting>> reports) {
        StringBuilder out = new StringBuilder();
        List<String> tasks = reports.values().iterator().next().getFirst().tasks();
        out.append("| protected by | runs | ");
        tasks.forEach(t -> out.append(t).append(" | "));
        out.append("average loss | its perplexity | backward transfer | forgetting |\n|---|---:|");
        out.append("---:|".repeat(tasks.size() + 4)).append('\n');
        reports.forEach((way, runs) -> {
            out.append("| %s | %d | ".formatted(WAYS.get(way), runs.size()));
            for (int t = 0; t < tasks.size(); t++) {
                int task = t;
                out.append(over(runs, r -> r.values().getLast().get(task))).append(" | ");
            }
            out.append(over(runs, Forgetting::average)).append(" | ");
            out.append(over(runs, r -> Math.exp(r.average()), 1)).append(" | ");
            out.append(over(runs, Forgetting::backwardTransfer)).append(" | ");
            out.append(over(runs, Forgetting::forgetting)).append(" |\n");
        });
        out.append(
                "\nHeld-out loss of a token in nats after all three, means of the seeds with Student's 95 % intervals.\n");
        reports.forEach((way, runs) -> out.append("\n%s:\n\n%s".formatted(WAYS.get(way), matrix(runs))));
        return out.toString();
    }

    /** The loss of each domain after each, as means over the seeds. */
    private static String matrix(List<Forgetting> runs) {
        List<String> tasks = runs.getFirst().tasks();
        StringBuilder out = new StringBuilder("| loss | %s |\n".formatted(String.join(" | ", tasks)));
        out.append("|---|").append("---:|".repeat(tasks.size())).append('\n');
        for (int row = 0; row < runs.getFirst().values().size(); row++) {
            int r = row;
            out.append(row == 0 ? "| before |" : "| after %s |".formatted(tasks.get(row - 1)));
            for (int t = 0; t < tasks.size(); t++) {
                int task = t;
                double mean = runs.stream()
                        .mapToDouble(f -> f.values().get(r).get(task))
                        .average()
                        .orElseThrow();
                out.append(String.format(Locale.ROOT, " %.3f |", mean));
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String over(List<Forgetting> runs, ToDoubleFunction<Forgetting> figure) {
        return over(runs, figure, 3);
    }

    private static String over(List<Forgetting> runs, ToDoubleFunction<Forgetting> figure, int decimals) {
        return SeedInterval.of(runs.stream().mapToDouble(figure).toArray()).text(decimals);
    }
}
