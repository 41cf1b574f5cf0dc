package org.menura.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * A reader of tagged sentences: in the form of CoNLL-2003, a word and its tag a line (the first and the last column,
 * between blanks or tabs), a blank line between sentences, {@code -DOCSTART-} lines passed over; or, where the file's
 * name ends with .jsonl, objects with the lists {@code tokens} and {@code tags}.
 */
public final class TagReader {
    private static final byte[] LINE = {'\n'};

    private TagReader() {}

    /** Returns a reader of tagged sentences. */
    public static Function<Path, Cursor<TaggedSentence>> sentences() {
        Function<Path, Cursor<TaggedSentence>> json = JsonReader.tagged();
        return file -> file.toString().endsWith(".jsonl") || file.toString().endsWith(".jsonl.gz")
                ? json.apply(file)
                : new Columns(file, new ByteInput(file));
    }

    private record Columns(Path file, ByteInput input) implements Cursor<TaggedSentence> {
        @Override
        public @Nullable TaggedSentence next() {
            List<String> words = new ArrayList<>();
            List<String> tags = new ArrayList<>();
            for (String line = input.next(LINE); line != null; line = input.next(LINE)) {
                if (line.isBlank()) {
                    if (!words.isEmpty()) {
                        break;
                    }
                } else if (!line.startsWith("-DOCSTART-")) {
                    add(line.strip(), words, tags);
                }
            }
            return words.isEmpty() ? null : new TaggedSentence(words, tags);
        }

        private void add(String line, List<String> words, List<String> tags) {
            String[] columns = line.split("\t", -1);
            if (columns.length < 2) {
                columns = line.split("\\s+");
            }
            if (columns.length < 2) {
                throw new FormatException("%s, line %d: a word and its tag are needed, with a tab between; found '%s'"
                        .formatted(file, input.pieceLine(), shown(line)));
            }
            words.add(columns[0]);
            tags.add(columns[columns.length - 1].strip());
        }

        private static String shown(String line) {
            return line.length() > 40 ? line.substring(0, 40) + "…" : line;
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
