package org.menura.eval.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LocalModel;
import org.menura.eval.report.RunResults;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.task.TaskSelection;
import org.menura.eval.trust.perturb.Perturbation;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;

/**
 * What was measured of a model beside accuracy, in sections with tables.
 *
 * @param sections by title
 * @param values of each section, for JSON
 */
public record TrustReport(Map<String, String> sections, Map<String, Object> values) {
    /** The name that memorisation has among tasks. */
    public static final String MEMORISATION = "memorisation";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What to measure.
     *
     * @param perturbations none for no robustness
     * @param timed requests of each task whose latency is measured; 0 for none
     * @param watts of the processor, for an estimate of energy where it has no counters
     * @param corpus sequences that the model was taught; null for no memorisation
     * @param prompt tokens of a sequence that are shown
     * @param continuation tokens that are asked for
     * @param sequences that are taken at most
     */
    public record Wanted(
            List<Perturbation> perturbations,
            boolean calibration,
            int timed,
            @Nullable Double watts,
            @Nullable Path corpus,
            int prompt,
            int continuation,
            int sequences) {
        public Wanted {
            perturbations = List.copyOf(perturbations);
        }

        /** Tells whether anything is wanted. */
        public boolean any() {
            return !perturbations.isEmpty() || calibration || timed > 0 || corpus != null;
        }

        /** Tells whether tasks are measured once more, so that their answers are worth remembering. */
        public boolean again() {
            return !perturbations.isEmpty() || calibration || timed > 0;
        }
    }

    /**
     * Measures what is wanted.
     *
     * @param model as it was loaded
     * @param remembered the same, with the answers of the evaluation before
     * @throws FormatException if the model cannot be asked for it
     */
    public static TrustReport measure(
            EvalModel model,
            EvalModel remembered,
            EvaluationSettings settings,
            TaskSelection selection,
            Wanted wanted) {
        Map<String, String> sections = new LinkedHashMap<>();
        Map<String, Object> values = new LinkedHashMap<>();
        LocalModel local = model instanceof LocalModel here ? here : null;
        if (wanted.calibration || wanted.timed > 0) {
            EvaluationResults results =
                    new Evaluator(remembered, settings.withBootstrapIterations(0)).evaluate(selection);
            if (wanted.calibration) {
                CalibrationReport report = CalibrationReport.of(results);
                sections.put("Calibration", report.markdown());
                values.put("calibration", report.rows());
            }
            if (wanted.timed > 0) {
                Efficiency report = Efficiency.measure(
                        model, results, wanted.timed, local == null ? null : t -> local.encode(t).length, wanted.watts);
                sections.put("Efficiency, one request at a time", report.markdown());
                values.put("efficiency", report);
            }
        }
        if (!wanted.perturbations.isEmpty()) {
            Robustness report = Robustness.measure(remembered, settings, selection, wanted.perturbations);
            sections.put("Robustness and fairness under perturbations", report.markdown());
            values.put("robustness", report);
        }
        if (wanted.corpus != null) {
            if (local == null) {
                throw new FormatException(
                        "memorisation is measured in tokens, so the model must be on this machine, not "
                                + model.name());
            }
            Memorisation report = Memorisation.measure(
                    local.decoder(),
                    Memorisation.read(
                            wanted.corpus, local::encode, wanted.prompt + wanted.continuation, wanted.sequences),
                    wanted.prompt,
                    wanted.continuation);
            sections.put("Memorisation of " + wanted.corpus.getFileName(), report.markdown());
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("k", report.prompt());
            figures.put("l", report.continuation());
            figures.put("sequences", report.matches().length);
            figures.put("skipped", report.skipped());
            figures.put("full_match", report.fullMatch());
            figures.put("token_match", report.tokenMatch());
            values.put(MEMORISATION, figures);
        }
        return new TrustReport(sections, values);
    }

    /** Writes all sections. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        sections.forEach((title, text) ->
                out.append("\n## ").append(title).append("\n\n").append(text));
        return out.toString();
    }

    /** Returns all values. */
    public JsonNode json() {
        ObjectNode out = JSON.createObjectNode();
        values.forEach((name, value) -> out.set(name, JSON.valueToTree(value)));
        return out;
    }

    /**
     * Adds the figures to results, so that a ledger keeps them: to those of their tasks, and as one of their own,
     * {@code memorisation}.
     */
    public RunResults into(RunResults results) {
        ObjectNode out = results.json().deepCopy();
        ObjectNode tasks = out.withObject("/results");
        JsonNode own = json();
        for (JsonNode row : own.path("calibration")) {
            ObjectNode task = tasks.withObject("/" + pointer(row.path("task").asText()));
            task.put("ece_10_bin,calibration", row.path("error").asDouble());
            task.put("platt_ece_10_bin,calibration", row.path("plattError").asDouble());
            task.put("brier,calibration", row.path("brier").asDouble());
            task.put(
                    "selective_cov_acc_area,calibration",
                    row.path("selectiveArea").asDouble());
        }
        for (JsonNode row : own.path("robustness").path("rows")) {
            String metric = row.path("metric").asText();
            tasks.withObject("/" + pointer(row.path("task").asText()))
                    .put(metric.replaceFirst(",", "_worst,"), row.path("worst").asDouble());
        }
        JsonNode said = own.path(MEMORISATION);
        if (said.isObject()) {
            tasks.withObject("/" + MEMORISATION)
                    .put("alias", MEMORISATION)
                    .put("full_match,none", said.path("full_match").asDouble())
                    .put("token_match,none", said.path("token_match").asDouble());
            out.withObject("/n-samples/" + MEMORISATION)
                    .put(
                            "original",
                            said.path("sequences").asInt()
                                    + said.path("skipped").asInt())
                    .put("effective", said.path("sequences").asInt());
        }
        return new RunResults(results.file(), out);
    }

    private static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /**
     * Writes {@code NAME.trust.json} and {@code NAME.trust.md} beside a file of results.
     *
     * @return the Markdown file
     * @throws IOException if they can't be written
     */
    public Path write(Path results) throws IOException {
        String name = results.getFileName().toString().replaceFirst("\\.json$", "");
        Path json = results.resolveSibling(name + ".trust.json");
        write(json, json().toPrettyString());
        Path text = results.resolveSibling(name + ".trust.md");
        write(text, markdown().strip());
        return text;
    }

    private static void write(Path file, String content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((content + "\n").getBytes(StandardCharsets.UTF_8));
        OutputFile.write(file, to -> {
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        });
    }
}
