package org.menura.recipes.omni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.menura.eval.metric.BootstrapInterval;
import org.menura.format.FormatException;
import org.menura.generate.load.LoadedModel;
import org.menura.tensor.Rng;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.RunSettings;
import org.menura.train.run.TrainingRun;

/**
 * A demonstration of a model that reads a record and sees a picture: {@code recipes/run RecordAndPicture DATA OUT [SEED]}. The
 * picture is a handwritten score from 0 to 9, the record a synthetic patient's age and conditions; the answer is whether the
 * score reaches the patient's limit, which is {@value #AT_RISK} with a condition of heart, vessels, lungs or sugar, and {@value
 * #OTHERS} without. The rule is made up, so that neither part is enough alone. Teaches nano-omni with both, with the record
 * alone and with the picture alone, and writes {@code OUT/record-and-picture.md}. What is done already is not done again.
 */
final class RecordAndPicture {
    static final int AT_RISK = 3;
    static final int OTHERS = 7;

    private static final List<String> RISKS = List.of(
            "hypertension",
            "heart",
            "stroke",
            "diabetes",
            "asthma",
            "fibrillation",
            "emphysema",
            "coronary",
            "infarction");
    private static final List<String> WAYS = List.of("both", "record", "picture");
    private static final int LEARNED = 3000;
    private static final int ASKED = 300;

    /**
     * A question.
     *
     * @param file of the picture
     * @param digit that it shows
     * @param pixels of the picture
     */
    private record Question(String record, boolean isAtRisk, String file, int digit, int[] pixels) {
        String answer() {
            return digit >= (isAtRisk ? AT_RISK : OTHERS) ? "Yes." : "No.";
        }

        OmniJson.Ask ask(String way) {
            return switch (way) {
                case "record" -> OmniJson.Ask.of(record + " Call the doctor?");
                case "picture" -> OmniJson.Ask.of(file, "Call the doctor?");
                default -> OmniJson.Ask.of(file, record + " Call the doctor?");
            };
        }
    }

    private final Path recipes;
    private final Path out;

    private RecordAndPicture(Path recipes, Path out) {
        this.recipes = recipes;
        this.out = out.toAbsolutePath().normalize();
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2 || args.length > 3) {
            System.err.println("usage: recipes/run RecordAndPicture DATA OUT [SEED]");
            System.exit(2);
        }
        Path recipes = Path.of(System.getProperty("menura.recipes", "recipes")).toAbsolutePath();
        new RecordAndPicture(recipes, Path.of(args[1]))
                .run(Path.of(args[0]), args.length == 3 ? Integer.parseInt(args[2]) : 1);
    }

    private void run(Path data, int seed) throws IOException {
        Map<Boolean, List<Question>> questions = questions(data);
        List<Question> learned = Objects.requireNonNull(questions.get(false));
        List<Question> asked = Objects.requireNonNull(questions.get(true));
        for (String way : WAYS) {
            StringBuilder chats = new StringBuilder();
            learned.forEach(q -> chats.append(OmniJson.chat(q.ask(way), q.answer())));
            Files.writeString(out.resolve("data/" + way + ".jsonl"), chats);
            StringBuilder prompts = new StringBuilder();
            asked.forEach(q -> prompts.append(OmniJson.prompt(q.ask(way), way, q.answer(), List.of())));
            Files.writeString(out.resolve("data/" + way + "-held-out.jsonl"), prompts);
        }
        Map<String, double[]> right = new LinkedHashMap<>();
        right.put("most usual answer", score(asked, usual(learned, _ -> "")));
        right.put("record alone: most usual answer of its group", score(asked, usual(learned, q -> "" + q.isAtRisk)));
        int[] read = nearest(learned, asked);
        Map<String, String> ofDigit = table(learned, q -> "" + q.digit);
        Map<String, String> ofBoth = table(learned, q -> q.isAtRisk + "" + q.digit);
        double[] alone = new double[read.length];
        double[] both = new double[read.length];
        for (int i = 0; i < read.length; i++) {
            String answer = asked.get(i).answer();
            alone[i] = answer.equals(ofDigit.get("" + read[i])) ? 1 : 0;
            both[i] = answer.equals(ofBoth.get(asked.get(i).isAtRisk + "" + read[i])) ? 1 : 0;
        }
        right.put("picture alone: nearest picture's digit, its most usual answer", alone);
        right.put("nearest picture's digit and the record's group, told (no model)", both);
        write(right);
        for (String way : WAYS) {
            right.put("nano-omni, " + (way.equals("both") ? "record and picture" : way + " alone"), model(way, seed));
            write(right);
        }
        System.out.print(Files.readString(out.resolve("record-and-picture.md")));
    }

    /** Questions to learn from (false) and held-out ones of other patients and other pictures (true). */
    private Map<Boolean, List<Question>> questions(Path data) throws IOException {
        Path pictures = recipes.resolve("nano-omni/data");
        int[][] digits = OmniPictures.digits(pictures.resolve("mnist-images.gz"));
        int[] labels = OmniPictures.labels(pictures.resolve("mnist-labels.gz"));
        Files.createDirectories(out.resolve("data/scores"));
        List<List<Patient>> sides = List.of(new ArrayList<>(), new ArrayList<>());
        Patient.read(data.resolve("synthea-ehr"))
                .forEach(p -> sides.get(p.number() % 5 == 0 ? 1 : 0).add(p));
        Map<Boolean, List<Question>> all = new HashMap<>();
        Rng random = new Rng(1);
        for (boolean heldOut : new boolean[] {false, true}) {
            List<Question> questions = new ArrayList<>();
            List<Patient> patients = sides.get(heldOut ? 1 : 0);
            List<Patient> risky = patients.stream().filter(p -> p.hasAny(RISKS)).toList();
            List<Patient> others =
                    patients.stream().filter(p -> !p.hasAny(RISKS)).toList();
            for (int i = 0; i < (heldOut ? ASKED : LEARNED); i++) {
                List<Patient> from = i % 2 == 0 ? risky : others;
                Patient patient = from.get(random.nextInt(from.size()));
                int picture = heldOut
                        ? digits.length - 1 - random.nextInt(digits.length / 5)
                        : random.nextInt(digits.length - digits.length / 5);
                String file = "scores/%04d.png".formatted(picture);
                Path written = out.resolve("data").resolve(file);
                if (!Files.exists(written)) {
                    Files.write(written, OmniPictures.png(digits[picture]));
                }
                questions.add(
                        new Question(patient.text(RISKS, random), i % 2 == 0, file, labels[picture], digits[picture]));
            }
            all.put(heldOut, questions);
        }
        return all;
    }

    private static double[] score(List<Question> asked, Function<Question, String> answer) {
        return asked.stream()
                .mapToDouble(q -> q.answer().equals(answer.apply(q)) ? 1 : 0)
                .toArray();
    }

    private static Function<Question, String> usual(List<Question> learned, Function<Question, String> key) {
        Map<String, String> table = table(learned, key);
        return q -> table.getOrDefault(key.apply(q), "");
    }

    /** The most usual answer of each key among what is learned from. */
    private static Map<String, String> table(List<Question> learned, Function<Question, String> key) {
        Map<String, Integer> yes = new HashMap<>();
        learned.forEach(q -> yes.merge(key.apply(q), q.answer().equals("Yes.") ? 1 : -1, Integer::sum));
        Map<String, String> out = new HashMap<>();
        yes.forEach((k, v) -> out.put(k, v > 0 ? "Yes." : "No."));
        return out;
    }

    /** The digits of the nearest learned pictures, by the squared difference of pixels. */
    private static int[] nearest(List<Question> learned, List<Question> asked) {
        return asked.parallelStream()
                .mapToInt(q -> {
                    long least = Long.MAX_VALUE;
                    int digit = 0;
                    for (Question l : learned) {
                        long sum = 0;
                        for (int i = 0; i < q.pixels.length && sum < least; i++) {
                            long d = (q.pixels[i] & 0xff) - (l.pixels[i] & 0xff);
                            sum += d * d;
                        }
                        if (sum < least) {
                            least = sum;
                            digit = l.digit;
                        }
                    }
                    return digit;
                })
                .toArray();
    }

    private double[] model(String way, int seed) throws IOException {
        Path run = out.resolve(way + "-" + seed);
        if (!Files.exists(run.resolve("model"))) {
            System.err.println(run);
            Path file = recipes.resolve("record-and-picture/answer.yaml");
            String text = Files.readString(file)
                    .replace("MODEL", recipes.resolveSibling("models/nano-omni").toString())
                    .replace("DATA/WAY", out.resolve("data").resolve(way).toString())
                    .replace("SEED", Integer.toString(seed))
                    .replace("RUN", run.toString());
            RunSettings settings = new RunSettings(Runtime.getRuntime().availableProcessors(), "recipes");
            TrainingRun.Listener silent = new TrainingRun.Listener() {};
            boolean isBegun = LedgerReader.isLedger(run)
                    && !new LedgerReader(run).checkpoints().isEmpty();
            try (TrainingRun training = isBegun
                    ? TrainingRun.resume(run, settings, silent)
                    : TrainingRun.begin(Recipe.parse(text, "answer.yaml", recipes), settings, silent)) {
                boolean _ = training.run(() -> false);
            }
        }
        if (!(LoadedModel.open(run.resolve("model"), new CpuBackend()) instanceof LoadedModel.Decoder model)) {
            throw new FormatException(run + " is no language model");
        }
        return OmniAsked.all(model, out.resolve("data/" + way + "-held-out.jsonl"), 8).stream()
                .mapToDouble(a -> a.isRight() ? 1 : 0)
                .toArray();
    }

    private void write(Map<String, double[]> right) throws IOException {
        StringBuilder table =
                new StringBuilder("| answered by | right of " + ASKED + " | 95 % interval |\n|---|---:|---|\n");
        right.forEach((name, values) -> {
            BootstrapInterval interval = BootstrapInterval.ofMean(values);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f %% | %.1f to %.1f %% |\n",
                    name,
                    100 * Arrays.stream(values).average().orElseThrow(),
                    100 * interval.low(),
                    100 * interval.high()));
        });
        Files.writeString(out.resolve("record-and-picture.md"), table);
    }
}
