package org.menura.train.run;

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
import org.menura.train.data.Batch;
import org.menura.train.data.ClassEncoder;
import org.menura.train.recipe.DataSource;

/** Sources of texts or words with classes; they are small and kept in memory. */
final class ClassData {
    private ClassData() {}

    /** The labels that a source uses. */
    static SortedSet<String> labels(DataSource source) {
        SortedSet<String> labels = new TreeSet<>();
        if (source.format().equals("tags")) {
            each(source, TagReader.sentences(), s -> labels.addAll(s.tags()));
        } else {
            each(source, texts(source), t -> labels.add(t.label()));
        }
        return labels;
    }

    /** The rows of a source. */
    static List<Batch> rows(DataSource source, ClassEncoder encoder) {
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
        return LabelReader.texts(source.field(), source.targetOr("label"));
    }

    private static <T> void each(DataSource source, Function<Path, Cursor<T>> reader, Consumer<T> action) {
        try (Cursor<T> cursor = new Corpus<>(RunFiles.of(source), reader).open()) {
            for (T thing = cursor.next(); thing != null; thing = cursor.next()) {
                action.accept(thing);
            }
        }
    }
}
