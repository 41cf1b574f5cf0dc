package org.menura.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.menura.data.Corpus;
import org.menura.data.Cursor;
import org.menura.data.JsonReader;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;

/** The files that a recipe's data consist of. */
final class RunFiles {
    /** Formats whose records may name pictures and sounds. */
    private static final List<String> OF_MESSAGES = List.of("chat", "preference", "prompts", "feedback");

    private RunFiles() {}

    /** The files of all sources and evaluations, in a fixed order. */
    static List<Path> of(Recipe recipe) {
        List<Path> all = new ArrayList<>();
        for (DataSource source : recipe.allData()) {
            all.addAll(of(source));
        }
        recipe.tasks().forEach(t -> all.addAll(t.evaluation()));
        recipe.evaluation().ifPresent(e -> {
            all.addAll(e.paths("data"));
            e.optionalPart("check").ifPresent(c -> all.addAll(c.paths("path")));
        });
        return all;
    }

    static List<Path> of(DataSource source) {
        List<Path> all = new ArrayList<>();
        for (Path path : source.paths()) {
            if (!Files.isDirectory(path)) {
                all.add(path);
                continue;
            }
            try (Stream<Path> content = Files.list(path)) {
                content.filter(Files::isRegularFile).sorted().forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
                records.addAll(of(source));
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
}
