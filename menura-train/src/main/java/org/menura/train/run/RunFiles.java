package org.menura.train.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.menura.data.Corpus;
import org.menura.data.Cursor;
import org.menura.data.IndexedJson;
import org.menura.data.JsonReader;
import org.menura.data.MediaText;
import org.menura.train.recipe.Recipe;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.TrainingData;

/** The files that a recipe's data consist of. */
final class RunFiles {
    /** Formats whose records may name pictures and sounds. */
    private static final List<String> OF_MESSAGES = List.of("chat", "preference", "prompts", "feedback");

    private RunFiles() {}

    /** The files of all sources and evaluations, in a fixed order. */
    static List<Path> of(Recipe recipe) {
        List<Path> all = new ArrayList<>();
        for (DataSource source : recipe.allData()) {
            all.addAll(TrainingData.files(source));
        }
        recipe.tasks().forEach(t -> all.addAll(t.evaluation()));
        recipe.evaluation().ifPresent(e -> {
            all.addAll(e.paths("data"));
            e.optionalPart("check").ifPresent(c -> all.addAll(c.paths("path")));
        });
        return all;
    }

    /**
     * The pictures and sounds that messages of sources and evaluations show.
     *
     * @throws org.menura.format.FormatException if a record is malformed
     */
    static Collection<Path> media(Recipe recipe) {
        List<Path> records = new ArrayList<>();
        for (DataSource source : recipe.allData()) {
            if (OF_MESSAGES.contains(source.format())) {
                records.addAll(TrainingData.files(source));
            }
        }
        recipe.tasks().stream()
                .filter(t -> OF_MESSAGES.contains(t.data().getFirst().format()))
                .forEach(t -> records.addAll(t.evaluation()));
        recipe.evaluation().ifPresent(e -> {
            DataSource first = recipe.allData().getFirst();
            List<Path> heldOut = e.paths("data");
            if (OF_MESSAGES.contains(e.has("format") ? e.text("format") : RunEvaluation.format(first, heldOut))) {
                records.addAll(heldOut);
            }
            e.optionalPart("check").map((Options c) -> c.paths("path")).ifPresent(records::addAll);
        });
        TreeSet<Path> all = new TreeSet<>();
        try (Cursor<List<Path>> lines = new Corpus<>(records, JsonReader.media()).open()) {
            for (List<Path> named = lines.next(); named != null; named = lines.next()) {
                all.addAll(named);
            }
        }
        return all;
    }

    /** The pictures that sources of pictures with texts name. */
    static Collection<Path> pictures(List<DataSource> sources) {
        Set<Path> all = new LinkedHashSet<>();
        for (DataSource source : sources) {
            if (source.format().equals("image-text")) {
                IndexedJson<MediaText> records = IndexedJson.media(TrainingData.files(source), "image", source.field());
                for (long i = 0; i < records.count(); i++) {
                    all.add(records.get(i).file());
                }
            }
        }
        return all;
    }
}
