package org.menura.data.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.plan.ComponentsStage;
import org.menura.data.plan.KeySink;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.plan.Stage;
import org.menura.format.FormatException;

/** Takes a batch of rows through the stages of a phase. Used by one thread; depends on nothing but its rows. */
final class Passage {
    private final Flow flow;
    private final Job job;
    private final int phase;
    private final Input input;

    /** Rows for the next phase, or lines of a file in the input's place. */
    final List<byte[]> rows = new ArrayList<>();
    /** For each row the entries of groups, without an address; the address is the row's place among all. */
    final List<List<Entry>> entries = new ArrayList<>();
    /** Rows of a sorted sink. */
    final List<byte[]> results = new ArrayList<>();

    final List<byte[]> traces = new ArrayList<>();
    final List<StageCounts> counts = new ArrayList<>();
    int passed;

    Passage(Flow flow, Job job, int phase, int shard) {
        this.flow = flow;
        this.job = job;
        this.phase = phase;
        this.input = job.inputs().get(shard);
        flow.names().forEach(_ -> counts.add(new StageCounts()));
    }

    /**
     * Takes a row through.
     *
     * @param said what the stage that grouped the rows said of it; nothing in the first phase
     */
    void pass(StoredRow stored, List<byte[]> said) {
        passed++;
        Row row = stored.row();
        int stage = flow.first(phase);
        if (phase > 0) {
            row = decide(stored, row, stage, grouped(stage, row, said));
            stage++;
        }
        while (row != null && stage < flow.end(phase)) {
            row = decide(stored, row, stage, mapped(stage, row));
            stage++;
        }
        if (row != null) {
            give(new StoredRow(row, stored.number(), stored.read()));
        }
    }

    private Outcome mapped(int stage, Row row) {
        try {
            return ((MapStage) flow.stage(stage)).apply(row);
        } catch (FormatException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failure(stage, row, e);
        }
    }

    private Outcome grouped(int number, Row row, List<byte[]> said) {
        try {
            return switch (flow.stage(number)) {
                case KeyedStage stage -> stage.apply(row, said);
                case ComponentsStage stage ->
                    stage.apply(row, said.isEmpty() ? Memberships.alone(row.id()) : Memberships.of(said.getFirst()));
                case MapStage _ -> throw new IllegalStateException("stage %d does not group".formatted(number));
            };
        } catch (FormatException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failure(number, row, e);
        }
    }

    private IllegalStateException failure(int stage, Row row, RuntimeException e) {
        return new IllegalStateException(
                "stage %d, %s, failed on document '%s' of %s: %s"
                        .formatted(
                                stage + 1,
                                flow.names().get(stage),
                                row.document().id(),
                                input.path(),
                                e),
                e);
    }

    private @Nullable Row decide(StoredRow stored, Row before, int stage, Outcome outcome) {
        String name = flow.names().get(stage);
        switch (outcome) {
            case Outcome.Drop drop -> {
                if (flow.sink().kind() == Sink.Kind.ATTRIBUTES) {
                    throw new FormatException(
                            "stage %d, %s, drops documents, but attributes are written for every document; let it write an attribute, or write documents"
                                    .formatted(stage + 1, name));
                }
                counts.get(stage).drop(drop.reason());
                traces.add(Trace.dropped(before, input, stored.number(), stage, name, drop));
                return null;
            }
            case Outcome.Keep(Row after) -> {
                boolean isDocumentSame = after.document().equals(before.document());
                boolean isSame = isDocumentSame && after.attributes().equals(before.attributes());
                counts.get(stage).keep(!isSame);
                if (!isDocumentSame) {
                    traces.add(Trace.changed(before, after, input, stored.number(), stage, name));
                }
                return after;
            }
        }
    }

    private void give(StoredRow stored) {
        Row row = stored.row();
        int grouping = flow.groupingAfter(phase);
        if (grouping >= 0) {
            byte[] record = stored.encoded();
            rows.add(record);
            entries.add(entries(flow.stage(grouping), row, record));
            return;
        }
        Sink sink = flow.sink();
        switch (sink.kind()) {
            case SORTED ->
                results.add(new Bytes(1024)
                        .number(sink.shard(row.id()), Entry.PARTITION)
                        .raw(row.id().bytes())
                        .raw(DocumentJson.bytes(Results.document(stored, sink, input)))
                        .done());
            case MIRRORED, JOINED -> rows.add(DocumentJson.bytes(Results.document(stored, sink, input)));
            case ATTRIBUTES ->
                rows.add(DocumentJson.bytes(
                        AttributesJson.row(row.document().id(), Results.added(row.attributes(), stored.read()))));
        }
    }

    private List<Entry> entries(Stage stage, Row row, byte[] record) {
        List<Entry> all = new ArrayList<>();
        long content = StoredRow.content(record);
        KeySink sink = (key, order, value) ->
                all.add(new Entry(Entry.partition(key, job.partitions()), key, order, row.id(), content, value, 0));
        switch (stage) {
            case KeyedStage keyed -> keyed.keys(row, sink);
            case ComponentsStage components -> components.keys(row, sink);
            case MapStage _ -> throw new IllegalStateException("a map has no keys");
        }
        return all;
    }
}
