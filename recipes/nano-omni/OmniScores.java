package org.menura.recipes.omni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.menura.format.FormatException;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;
import org.menura.generate.embed.Embedder;
import org.menura.generate.load.LoadedModel;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;

/**
 * Measures the nano-omni model with what {@link OmniData} holds out, beside baselines: {@code recipes/run OmniScores MODEL CLIP DATA PAGE}. The table goes into the page between
 * the lines {@code <!-- scores -->} and {@code <!-- /scores -->}, drawings into {@code omni-drawings.png} beside it.
 */
public final class OmniScores {
    private static final int SHORT = 32;
    private static final int STORY = 160;
    private static final int SHEET = 64;
    private static final String BEGIN = "<!-- scores -->";
    private static final String END = "<!-- /scores -->";

    private final LoadedModel.Decoder model;
    private final LoadedModel clip;
    private final Path data;
    private final Map<String, String[]> baselines;
    private final StringBuilder table = new StringBuilder(
            "| what is asked | of | model | most usual answer or chance | nearest neighbour | best possible |\n|---|---|---|---|---|---|\n");

    private OmniScores(LoadedModel.Decoder model, LoadedModel clip, Path data) throws IOException {
        this.model = model;
        this.clip = clip;
        this.data = data;
        this.baselines = OmniBaselines.of(data);
    }

    /** Measures and writes; see above. */
    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            System.err.println("usage: recipes/run OmniScores" + " MODEL CLIP DATA PAGE");
            System.exit(2);
        }
        Backend ops = new CpuBackend();
        Path page = Path.of(args[3]);
        if (!(LoadedModel.open(Path.of(args[0]), ops) instanceof LoadedModel.Decoder model)) {
            throw new FormatException(args[0] + " is no language model");
        }
        OmniScores scores = new OmniScores(model, LoadedModel.open(Path.of(args[1]), ops), Path.of(args[2]));
        scores.pictures();
        scores.retrieval();
        scores.digits();
        scores.sounds();
        scores.words();
        scores.drawings(page.resolveSibling("omni-drawings.png"));
        write(page, scores.table.toString());
        System.out.print(scores.table);
    }

    private static void write(Path page, String table) throws IOException {
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IOException(page + " has no lines " + BEGIN + " and " + END);
        }
        Path beside = page.resolveSibling(page.getFileName() + ".part");
        Files.writeString(beside, text.substring(0, from + BEGIN.length()) + "\n" + table + text.substring(to));
        Files.move(beside, page, StandardCopyOption.REPLACE_EXISTING);
    }

    private void row(String what, int of, double score, String usual, String nearest, String best) {
        table.append("| %s | %d | %s | %s | %s | %s |%n"
                .formatted(what, of, OmniBaselines.percent(score), usual, nearest, best)
                .replace(System.lineSeparator(), "\n"));
    }

    private void row(String what, int of, double score, String baseline) {
        String[] b = at(baselines, baseline);
        row(what, of, score, b[0], b[1], "");
    }

    private static <V> V at(Map<String, V> all, String key) {
        return Objects.requireNonNull(all.get(key), key);
    }

    private static double mean(List<OmniAsked> asked, ToDoubleFunction<OmniAsked> score) {
        return asked.stream().mapToDouble(score).average().orElse(Double.NaN);
    }

    private static double right(List<OmniAsked> asked) {
        return OmniBaselines.share(asked, OmniAsked::isRight);
    }

    /** By task, in the order of the file. */
    private Map<String, List<OmniAsked>> asked(String file, int mostTokens) throws IOException {
        System.err.println(file);
        return OmniAsked.all(model, data.resolve(file), mostTokens).stream()
                .collect(Collectors.groupingBy(OmniAsked::task, LinkedHashMap::new, Collectors.toList()));
    }

    private void pictures() throws IOException {
        Map<String, List<OmniAsked>> all = asked("chats-held-out.jsonl", STORY);
        row("group of a picture", at(all, "group").size(), right(at(all, "group")), "group");
        row("colour of a picture", at(all, "colour").size(), right(at(all, "colour")), "colour");
        row("name of the thing, exactly", at(all, "thing").size(), right(at(all, "thing")), "thing");
        List<OmniAsked> described = at(all, "describe");
        row("the thing's name in a description", described.size(), mean(described, OmniAsked::words), "thing");
        row("an animal? yes or no", at(all, "animal").size(), right(at(all, "animal")), "50 %", "", "");
        row("which of two things", at(all, "which").size(), right(at(all, "which")), "50 %", "", "");
        row("in which of two pictures", at(all, "place").size(), right(at(all, "place")), "50 %", "", "");
        row(
                "the thing is in a story about the picture",
                at(all, "story").size(),
                mean(at(all, "story"), OmniAsked::words),
                "",
                "",
                "");
    }

    /** The encoder's pictures and the texts that belong to them, found among all held-out ones. */
    private void retrieval() throws IOException {
        Embedder embedding = Embedder.of(clip, null, true);
        List<float[]> pictures = new ArrayList<>();
        List<float[]> texts = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (String line : Files.readAllLines(data.resolve("image-text-held-out.jsonl"))) {
            var record = Json.parse(line, "image-text-held-out.jsonl");
            captions.add(record.path("text").path(0).asText());
            texts.add(embedding.text(captions.getLast()));
            pictures.add(embedding.image(
                    ImageFiles.read(data.resolve(record.path("image").asText()))));
        }
        int n = captions.size();
        for (int k : new int[] {1, 5}) {
            row("picture of a text, recall@" + k, n, recall(texts, pictures, captions, k), chance(k, n), "", "");
            row("text of a picture, recall@" + k, n, recall(pictures, texts, captions, k), chance(k, n), "", "");
        }
    }

    private static String chance(int k, int n) {
        return OmniBaselines.percent(k / (double) n);
    }

    private static double recall(List<float[]> asked, List<float[]> among, List<String> captions, int k) {
        int found = 0;
        for (int i = 0; i < asked.size(); i++) {
            double own = product(asked.get(i), among.get(i));
            int nearer = 0;
            for (int j = 0; j < among.size(); j++) {
                boolean other = !captions.get(j).equals(captions.get(i));
                nearer += other && product(asked.get(i), among.get(j)) >= own ? 1 : 0;
            }
            found += nearer < k ? 1 : 0;
        }
        return found / (double) asked.size();
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private void digits() throws IOException {
        List<OmniAsked> all = at(asked("digits-held-out.jsonl", SHORT), "digit");
        row("error in handwritten digits", all.size(), 1 - right(all), "digit error");
    }

    private void sounds() throws IOException {
        Map<String, List<OmniAsked>> all = asked("sounds-held-out.jsonl", SHORT);
        all.forEach((task, asked) -> {
            List<String> said = asked.stream().map(OmniAsked::text).toList();
            List<String> right = asked.stream().map(OmniAsked::answer).toList();
            double errors = OmniBaselines.wordErrors(said, right);
            String name =
                    "word error in " + (task.endsWith("s") ? "rows of spoken digits" : task.replace('-', ' ') + "s");
            if (baselines.containsKey(task + " word error")) {
                row(name, asked.size(), errors, task + " word error");
            } else {
                row(name, asked.size(), errors, "", "", "");
            }
        });
    }

    /** Requests in words alone, which the nano model was measured with. */
    private void words() throws IOException {
        String file = "../nano-data/prompts-held-out.jsonl";
        if (Files.exists(data.resolve(file))) {
            List<OmniAsked> all = asked(file, STORY).values().iterator().next();
            row(
                    "asked words in a story, of requests in words alone",
                    all.size(),
                    mean(all, OmniAsked::words),
                    "",
                    "",
                    "");
        }
    }

    private void drawings(Path sheet) throws IOException {
        List<OmniAsked> all = at(asked("draw-held-out.jsonl", SHORT * 2), "draw");
        List<OmniAsked> drawn =
                all.stream().filter(a -> a.pictures().size() == 1).toList();
        row(
                "requests for a drawing with a complete signal",
                all.size(),
                drawn.size() / (double) all.size(),
                "",
                "",
                "");
        Path digits =
                Path.of(System.getProperty("menura.recipes", "recipes"), "nano-omni", "data", "digits-8x8.csv.gz");
        OmniJudges judges = OmniJudges.of(data, digits);
        Map<String, List<OmniAsked>> by = all.stream()
                .collect(Collectors.groupingBy(
                        a -> a.record().path("draws").asText(), LinkedHashMap::new, Collectors.toList()));
        List<OmniAsked> numbers = at(by, "digit");
        row(
                "drawn digits that the judge reads",
                numbers.size(),
                OmniBaselines.share(
                        numbers,
                        a -> shows(
                                a, rgb -> OmniSounds.DIGITS.get(judges.digits().label(rgb)))),
                "10 %",
                "",
                OmniBaselines.percent(judges.digitCeiling(data)));
        for (String draws : List.of("seen", "unseen")) {
            List<OmniAsked> asked = at(by, draws);
            String known = draws.equals("seen") ? "known" : "unknown";
            row(
                    "drawings of %s things whose group the judge tells".formatted(known),
                    asked.size(),
                    OmniBaselines.share(
                            asked,
                            a -> shows(
                                    a,
                                    rgb -> OmniEmoji.GROUPS.get(judges.groups().label(rgb)))),
                    at(baselines, "group")[0],
                    "",
                    OmniBaselines.percent(judges.groupCeiling(data)));
            row(
                    "drawings of %s things that have the colour".formatted(known),
                    asked.size(),
                    OmniBaselines.share(asked, OmniScores::hasColour),
                    at(baselines, "colour")[0],
                    "",
                    "100 %");
        }
        OmniSheet.write(some(by), sheet);
    }

    /** Whether a judge says of the drawing what was asked for; what was not drawn shows nothing. */
    private static boolean shows(OmniAsked asked, Function<int[], String> judge) {
        return asked.pictures().size() == 1
                && judge.apply(OmniSheet.pixels(asked.pictures().getFirst()))
                        .equals(asked.record().path("shows").asText());
    }

    private static boolean hasColour(OmniAsked asked) {
        return asked.pictures().size() == 1
                && OmniColours.of(OmniSheet.pixels(asked.pictures().getFirst()), OmniPictures.SIDE)
                        .equals(asked.record().path("colour").asText());
    }

    /** The first of each kind; not chosen. */
    private static List<OmniAsked> some(Map<String, List<OmniAsked>> by) {
        List<OmniAsked> some = new ArrayList<>();
        by.values().forEach(all -> some.addAll(all.subList(0, Math.min(SHEET / by.size(), all.size()))));
        return some;
    }
}
