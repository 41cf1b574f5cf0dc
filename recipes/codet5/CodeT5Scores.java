package org.menura.recipes.codet5;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.menura.eval.metric.CodeXGlueBleu;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.session.Seq2SeqSession;
import org.menura.model.EncoderDecoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;

/**
 * Scores translations as CodeXGLUE does, beside copies of what was to be translated:
 *
 * <pre>
 * recipes/run CodeT5Scores translate MODEL test.jsonl OUT [LIMIT]
 * recipes/run CodeT5Scores copies PAIRS.jsonl java cs [SPLIT]
 * recipes/run CodeT5Scores table RUNS
 * </pre>
 */
final class CodeT5Scores {
    private static final int LONGEST = 256;
    private static final Pattern SCORE = Pattern.compile("n (\\d+), BLEU ([0-9.]+), exact ([0-9.]+)");

    private CodeT5Scores() {}

    /** Prints scores. */
    public static void main(String[] args) throws IOException {
        switch (args.length == 0 ? "" : args[0]) {
            case "translate" -> translate(args);
            case "copies" -> copies(args);
            case "table" -> table(Path.of(args[1]));
            default -> {
                System.err.println("usage: recipes/run CodeT5Scores translate MODEL test.jsonl OUT [LIMIT]"
                        + " | copies PAIRS.jsonl FROM TO [SPLIT] | table RUNS");
                System.exit(2);
            }
        }
    }

    private static void copies(String[] args) throws IOException {
        List<String> answers = new ArrayList<>();
        List<String> references = new ArrayList<>();
        for (JsonNode row : CodeT5Data.lines(Path.of(args[1]))) {
            if (args.length < 5 || row.path("split").asText().equals(args[4])) {
                answers.add(row.path(args[2]).asText());
                references.add(row.path(args[3]).asText());
            }
        }
        System.out.println("copies: " + score(answers, references));
    }

    private static void translate(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        List<JsonNode> rows = CodeT5Data.lines(Path.of(args[2]));
        int limit = args.length > 4 ? Integer.parseInt(args[4]) : rows.size();
        Tokenizer tokenizer = ModelTokenizer.tokenizer(folder);
        EncoderDecoder model = (EncoderDecoder) Models.open(ModelKind.ANY, ModelSource.open(folder), new CpuBackend());
        List<String> answers = new ArrayList<>();
        List<String> references = new ArrayList<>();
        for (JsonNode row : rows.subList(0, Math.min(limit, rows.size()))) {
            answers.add(greedy(model, tokenizer, row.path("java").asText()));
            references.add(row.path("cs").asText());
        }
        Path out = Path.of(args[3]);
        Files.write(
                out.resolve("answers.txt"),
                answers.stream().map(a -> a.replace("\n", " ")).toList());
        String score = score(answers, references);
        Files.writeString(out.resolve("score.txt"), score + "\n");
        System.out.println(score);
    }

    /** Writes the likeliest token each time. */
    private static String greedy(EncoderDecoder model, Tokenizer tokenizer, String source) {
        int[] read = tokenizer.encode(source, true, false);
        Seq2SeqSession session = new Seq2SeqSession(model, Arrays.copyOf(read, Math.min(LONGEST, read.length)));
        int end = tokenizer.eos().orElseThrow();
        List<Integer> written = new ArrayList<>();
        for (int next = likeliest(session.logits()); next != end && written.size() < LONGEST; ) {
            written.add(next);
            next = likeliest(session.feed(next));
        }
        return tokenizer.decode(written.stream().mapToInt(Integer::intValue).toArray(), true);
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** Scores answers by BLEU with smoothing, and by the share that are the reference word for word. */
    static String score(List<String> answers, List<String> references) {
        double bleu = CodeXGlueBleu.of(
                        answers.stream().map(String::strip).toList(),
                        references.stream().map(r -> List.of(r.strip())).toList(),
                        true)
                .bleu();
        int exact = 0;
        for (int i = 0; i < answers.size(); i++) {
            exact += words(answers.get(i)).equals(words(references.get(i))) ? 1 : 0;
        }
        return String.format(
                Locale.ROOT, "n %d, BLEU %.2f, exact %.2f", answers.size(), 100 * bleu, 100.0 * exact / answers.size());
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    /** Prints mean and extremes over the seeds of each variant that was run. */
    private static void table(Path runs) throws IOException {
        List<String> variants = Stream.of("none", "spans", "tags", "names", "identifiers", "all")
                .flatMap(v -> Stream.of(v, v + "-renamed"))
                .toList();
        System.out.println("| variant | seeds | BLEU (least to most) | exact match |\n|---|---:|---:|---:|");
        for (String variant : variants) {
            List<double[]> scores = new ArrayList<>();
            try (Stream<Path> folders = Files.list(runs)) {
                for (Path f : folders.filter(p -> p.getFileName().toString().matches(variant + "-\\d+"))
                        .sorted()
                        .toList()) {
                    Path file = f.resolve("score.txt");
                    Matcher m = SCORE.matcher(Files.exists(file) ? Files.readString(file) : "");
                    if (m.find()) {
                        scores.add(new double[] {Double.parseDouble(m.group(2)), Double.parseDouble(m.group(3))});
                    }
                }
            }
            if (scores.isEmpty()) {
                if (!variant.endsWith("-renamed")) {
                    System.out.println("| " + variant + " | not run | | |");
                }
                continue;
            }
            double[] bleus = scores.stream().mapToDouble(s -> s[0]).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.2f (%.2f to %.2f) | %.2f |%n",
                    variant,
                    bleus.length,
                    Arrays.stream(bleus).average().orElse(0),
                    bleus[0],
                    bleus[bleus.length - 1],
                    scores.stream().mapToDouble(s -> s[1]).average().orElse(0));
        }
    }
}
