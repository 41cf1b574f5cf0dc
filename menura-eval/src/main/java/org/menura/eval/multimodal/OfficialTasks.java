package org.menura.eval.multimodal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;
import org.menura.format.python.Python;
import org.menura.format.python.PythonText;

/**
 * Makes tasks of benchmarks' own files: POPE's {@code *pope_random.json} (and popular, adversarial), MME's folders of
 * questions beside pictures, MMBench's {@code .tsv}, MMMU's {@code .parquet} or {@code .jsonl}, {@code SEED-Bench.json}.
 * Their names begin with {@code official_}.
 */
final class OfficialTasks {
    private static final Pattern POPE = Pattern.compile(".*pope.*(random|popular|adversarial)\\.jsonl?");
    private static final String LETTERS = "ABCDEFGHI";
    /** MMBench's copies with turned options have larger numbers; they are made here as well. */
    private static final long COPIES = 1_000_000;

    private final TaskFiles files;
    private final OfficialFiles official;
    private final List<String> made = new ArrayList<>();

    OfficialTasks(TaskFiles files, Path folder) {
        this.files = files;
        this.official = new OfficialFiles(folder);
    }

    /**
     * Makes tasks of all official files below the folder.
     *
     * @return their names
     * @throws FormatException if a file is malformed, or a picture is missing
     */
    List<String> all() {
        pope();
        mme();
        mmbench();
        mmmu();
        seed();
        return made;
    }

    private void task(String name, List<Map<String, @Nullable Object>> rows, String settings) {
        if (!rows.isEmpty()) {
            files.task("official_" + name, rows, settings);
            made.add("official_" + name);
        }
    }

    private String shown(Path file) {
        String name = file.getFileName().toString().replaceAll("\\.[A-Za-z]+$", "");
        String folder = String.valueOf(OfficialFiles.parent(file).getFileName());
        return files.picture("official/" + folder + "/" + name, () -> picture(file));
    }

    private static Image picture(Path file) {
        return ImageFiles.read(file).rgbOn(255, 255, 255);
    }

    private void pope() {
        for (Path file : official.named(POPE.pattern())) {
            Matcher name = POPE.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT));
            if (!name.matches()) {
                continue;
            }
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (JsonNode row : OfficialFiles.jsonLines(file)) {
                String answer = row.path("label").asText();
                if (!row.path("text").isTextual() || !answer.equals("yes") && !answer.equals("no")) {
                    throw new FormatException(
                            "%s: question %d has no text or no label yes or no".formatted(file, rows.size() + 1));
                }
                rows.add(TaskFiles.row(
                        "question_id", row.path("question_id").asLong(),
                        "media", shown(official.picture(row.path("image").asText(), file)),
                        "question", row.path("text").asText(),
                        "answer", answer));
            }
            task("pope_" + name.group(1), rows, YesNoTasks.popeSettings());
        }
    }

    /** Files of questions lie beside their pictures, or in questions_answers_YN beside a folder images. */
    private void mme() {
        Map<String, List<Map<String, @Nullable Object>>> tasks = new TreeMap<>();
        for (Path file : official.named(".*\\.txt")) {
            List<String> lines = OfficialFiles.lines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            boolean pairs = lines.size() == 2 && lines.stream().allMatch(l -> l.matches("(?i).+\t\\s*(yes|no)\\s*"));
            if (!pairs) {
                continue;
            }
            Path parent = OfficialFiles.parent(file);
            boolean apart = parent.endsWith("questions_answers_YN");
            Path pictures = apart ? parent.resolveSibling("images") : parent;
            String task = String.valueOf((apart ? OfficialFiles.parent(parent) : parent).getFileName());
            String stem = file.getFileName().toString().replaceAll("\\.txt$", "");
            Path picture = List.of(".jpg", ".png", ".jpeg").stream()
                    .map(end -> pictures.resolve(stem + end))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new FormatException(
                            "%s asks about a picture %s that is not in %s".formatted(file, stem, pictures)));
            for (String line : lines) {
                List<String> cells = PythonText.split(line, "\t", -1);
                // MME's questions end with the request that these settings add.
                String question = cells.getFirst().strip().replaceAll("(?i)\\s*please answer yes or no\\.?$", "");
                tasks.computeIfAbsent(task, _ -> new ArrayList<>())
                        .add(TaskFiles.row(
                                "group",
                                stem,
                                "media",
                                shown(picture),
                                "question",
                                question,
                                "answer",
                                cells.getLast().strip().toLowerCase(Locale.ROOT)));
            }
        }
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, List<Map<String, @Nullable Object>>> task : tasks.entrySet()) {
            String name = "mme_" + task.getKey().toLowerCase(Locale.ROOT).replaceAll("\\W+", "_");
            task(name, task.getValue(), YesNoTasks.pairSettings());
            names.add("official_" + name);
        }
        if (!names.isEmpty()) {
            files.group("official_mme", names, List.of("acc", "acc_plus"));
        }
    }

    private void mmbench() {
        for (Path file : official.named(".*mmbench.*\\.tsv")) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            Map<String, String> pictures = new HashMap<>();
            for (Map<String, String> row : OfficialFiles.table(file)) {
                String index = row.getOrDefault("index", "");
                String image = row.getOrDefault("image", "");
                String answer = row.getOrDefault("answer", "");
                if (!index.matches("\\d{1,12}") || answer.length() != 1 || image.isEmpty()) {
                    throw new FormatException(
                            "%s, record %d, lacks index, image or answer".formatted(file, rows.size() + 1));
                }
                if (Long.parseLong(index) >= COPIES) {
                    continue;
                }
                // A picture that came before is named by its index.
                String media = pictures.containsKey(image)
                        ? String.valueOf(pictures.get(image))
                        : files.picture(
                                "official/mmbench/" + index, () -> OfficialFiles.inside(image, file + " " + index));
                pictures.put(index, media);
                List<String> options = new ArrayList<>();
                for (int i = 0; i < LETTERS.length(); i++) {
                    String option = row.getOrDefault(AnswerReading.letter(i), "");
                    if (!option.isEmpty() && !option.equals("nan")) {
                        options.add(option);
                    }
                }
                int place = LETTERS.indexOf(answer.charAt(0));
                if (place < 0 || place >= options.size()) {
                    throw new FormatException("%s, index %s: there is no option %s".formatted(file, index, answer));
                }
                String hint = row.getOrDefault("hint", "");
                String question =
                        (hint.isEmpty() || hint.equals("nan") ? "" : hint + "\n") + row.getOrDefault("question", "");
                ChoiceTasks.circle(rows, index, media, question, options, place);
            }
            task("mmbench", rows, ChoiceTasks.circleSettings());
        }
    }

    private void mmmu() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Path file : official.named(".*(mmmu|validation|dev-0|test-0).*\\.(parquet|jsonl)")) {
            List<JsonNode> all =
                    file.toString().endsWith(".parquet") ? OfficialFiles.parquet(file) : OfficialFiles.jsonLines(file);
            for (JsonNode row : all) {
                // Parquet's question became a document's text.
                String question = row.path("question").asText(row.path("text").asText());
                if (!row.path("question_type").isTextual()) {
                    continue;
                }
                rows.add(TaskFiles.row(
                        "id", row.path("id").asText(),
                        "media", pictures(row, file),
                        "question", question,
                        "question_type", row.path("question_type").asText(),
                        "options", literal(row.path("options")),
                        "answer", literal(row.path("answer"))));
            }
        }
        task("mmmu", rows, ChoiceTasks.mmmuSettings());
    }

    /** Lists are stored as Python writes them. */
    private static @Nullable Object literal(JsonNode node) {
        String text = node.asText("");
        return node.isTextual() && text.startsWith("[") && text.endsWith("]")
                ? Python.literalEval(text)
                : Python.fromJson(node);
    }

    private String pictures(JsonNode row, Path file) {
        StringBuilder media = new StringBuilder();
        for (int i = 1; i <= 7; i++) {
            JsonNode picture = row.path("image_" + i);
            JsonNode bytes = picture.isObject() ? picture.path("bytes") : picture;
            String name = "official/mmmu/%s-%d".formatted(row.path("id").asText(), i);
            if (bytes.isTextual() && bytes.asText().matches("\\S+\\.(png|jpg|jpeg|webp)")) {
                media.append(shown(official.picture(bytes.asText(), file)));
            } else if (bytes.isTextual()) {
                media.append(files.picture(name, () -> OfficialFiles.inside(bytes.asText(), name)));
            }
        }
        if (media.isEmpty()) {
            throw new FormatException("%s: question %s has no picture"
                    .formatted(file, row.path("id").asText()));
        }
        return media.toString();
    }

    private void seed() {
        for (Path file : official.named("seed-bench.*\\.json")) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (JsonNode row : Json.parse(file).path("questions")) {
                if (!row.path("data_type").asText("image").equals("image")) {
                    continue;
                }
                List<String> options = new ArrayList<>();
                for (String letter : List.of("a", "b", "c", "d")) {
                    options.add(row.path("choice_" + letter).asText());
                }
                long answer = LETTERS.indexOf(row.path("answer").asText(" ").charAt(0));
                if (answer < 0 || answer >= options.size()) {
                    throw new FormatException("%s: question %s has the answer %s"
                            .formatted(
                                    file,
                                    row.path("question_id").asText(),
                                    row.path("answer").asText()));
                }
                rows.add(TaskFiles.row(
                        "question_id", row.path("question_id").asText(),
                        "media", shown(official.picture(row.path("data_id").asText(), file)),
                        "question", row.path("question").asText(),
                        "options", options,
                        "answer", answer));
            }
            task("seed", rows, ChoiceTasks.likelihoodSettings());
        }
    }
}
