package org.menura.eval.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.menura.eval.model.EvalModel;

/** Measures an update against the model before it and against what must not be forgotten. */
final class UpdateGate {
    private final LearnFiles files;
    private final LearnState state;
    private final LearnTools tools;

    UpdateGate(LearnFiles files, LearnState state, LearnTools tools) {
        this.files = files;
        this.state = state;
        this.tools = tools;
    }

    /** Old documents with what they took when they became old. */
    private record Old(String name, String documents, String bits, double tolerance) {}

    GateReport measure(int number) throws IOException {
        JsonNode update = state.update(number);
        Path model = Path.of(state.begin().path("model").asText());
        String name = LearnFiles.name(number);
        LearnDocuments fresh =
                files.readDocuments(name, update.path("held_out_sha256").asText());
        int from = update.path("from").asInt();
        DocumentBits before;
        try (EvalModel old = tools.open(model, from == 0 ? null : files.adapter(from))) {
            before = DocumentBits.of(old, fresh);
        }
        try (EvalModel learned = tools.open(model, files.adapter(number))) {
            DocumentBits after = DocumentBits.of(learned, fresh);
            String _ = files.writeBits(name, after); // what later updates are held to, if this one is kept
            List<GateReport.Old> retained = new ArrayList<>();
            for (Old old : old(from)) {
                DocumentBits now = DocumentBits.of(learned, files.readDocuments(old.name(), old.documents()));
                BitsChange change = BitsChange.of(files.readBits(old.name(), old.bits()), now);
                retained.add(new GateReport.Old(old.name(), change, old.tolerance()));
            }
            return new GateReport(
                    BitsChange.of(before, after), state.begin().path("gain").asDouble(), retained, tasks(learned));
        }
    }

    /** What must not be forgotten: what the folder began with, and what the updates held out that this one rests on. */
    private List<Old> old(int from) {
        List<Old> all = new ArrayList<>();
        for (JsonNode r : state.begin().path("retained")) {
            all.add(new Old(
                    r.path("name").asText(),
                    r.path("documents_sha256").asText(),
                    r.path("bits_sha256").asText(),
                    r.path("tolerance").asDouble()));
        }
        for (int earlier : state.chain(from)) {
            JsonNode update = state.update(earlier);
            all.add(new Old(
                    LearnFiles.name(earlier),
                    update.path("held_out_sha256").asText(),
                    Objects.requireNonNull(state.decision(earlier))
                            .path("bits_sha256")
                            .asText(),
                    update.path("options").path("tolerance").asDouble()));
        }
        return all;
    }

    private List<GateReport.Task> tasks(EvalModel learned) {
        List<LearnSetup.TaskGuard> guards = new ArrayList<>();
        for (JsonNode t : state.begin().path("tasks")) {
            guards.add(new LearnSetup.TaskGuard(
                    t.path("name").asText(),
                    t.path("tolerance").asDouble(),
                    t.path("limit").asInt()));
        }
        Map<String, TaskScores.Score> scores = TaskScores.of(learned, guards, tools);
        List<GateReport.Task> out = new ArrayList<>();
        for (JsonNode t : state.begin().path("tasks")) {
            String name = t.path("name").asText();
            double before = t.path("score").asDouble();
            TaskScores.Score now = Objects.requireNonNull(scores.get(name));
            out.add(new GateReport.Task(
                    name,
                    now.metric(),
                    before,
                    now.value(),
                    now.drop(before),
                    t.path("tolerance").asDouble()));
        }
        return out;
    }
}
