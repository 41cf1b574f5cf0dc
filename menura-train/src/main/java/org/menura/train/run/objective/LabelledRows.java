package org.menura.train.run.objective;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.menura.data.Corpus;
import org.menura.data.Cursor;
import org.menura.data.LabelReader;
import org.menura.data.LabelledText;
import org.menura.data.TagReader;
import org.menura.data.TaggedSentence;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.train.data.Batch;
import org.menura.train.data.ClassEncoder;
import org.menura.train.data.ClassNumbers;
import org.menura.train.data.ListedExamples;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.TrainedModel;
import org.menura.train.setup.TrainingData;

/** Reads texts or words with classes; they are small and kept in memory. */
final class LabelledRows {
    private static final String OUTSIDE = "O";

    private LabelledRows() {}

    /** The labels of an objective in their order: those that it names, or else those of the data. */
    static List<String> labels(Options objective, List<DataSource> data) {
        List<String> given = objective.texts("labels");
        if (!given.isEmpty()) {
            return given;
        }
        SortedSet<String> found = new TreeSet<>(ClassNumbers.ORDER);
        data.forEach(source -> found.addAll(labels(source)));
        if (found.isEmpty()) {
            throw new FormatException("the data has no example, so there are no labels to learn");
        }
        List<String> all = new ArrayList<>();
        if (found.remove(OUTSIDE)) {
            all.add(OUTSIDE);
        }
        all.addAll(found);
        return all;
    }

    private static SortedSet<String> labels(DataSource source) {
        SortedSet<String> labels = new TreeSet<>(ClassNumbers.ORDER);
        if (source.format().equals("tags")) {
            each(source, TagReader.sentences(), s -> labels.addAll(s.tags()));
        } else {
            each(source, texts(source), t -> labels.add(t.label()));
        }
        return labels;
    }

    /** Texts or words with classes. */
    static ExampleSources<Batch> of(TrainingData data, TrainedModel student) {
        ClassEncoder encoder = new ClassEncoder(
                data.tokenizer(), student.labels(), data.length(), new Config(student.config(), "the model's config"));
        return data.examples(s -> new ListedExamples<>(rows(s, encoder)));
    }

    private static List<Batch> rows(DataSource source, ClassEncoder encoder) {
        List<Batch> rows = new ArrayList<>();
        Consumer<Batch> add = row -> {
            if (row.targetCount() > 0) {
                rows.add(row);
            }
        };
        if (source.format().equals("tags")) {
            each(source, TagReader.sentences(), (TaggedSentence s) -> add.accept(encoder.encode(s)));
        } else {
            each(source, texts(source), (LabelledText t) -> add.accept(encoder.encode(t)));
        }
        return rows;
    }

    private static Function<Path, Cursor<LabelledText>> texts(DataSource source) {
        return LabelReader.texts(
                source.field(), source.second().isEmpty() ? null : source.second(), source.targetOr("label"));
    }

    private static <T> void each(DataSource source, Function<Path, Cursor<T>> reader, Consumer<T> action) {
        try (Cursor<T> cursor = new Corpus<>(TrainingData.files(source), reader).open()) {
            for (T thing = cursor.next(); thing != null; thing = cursor.next()) {
                action.accept(thing);
            }
        }
    }
}
