package org.menura.train.data;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads JSONL files: a JSON object a line, in UTF-8. Blank lines are passed over. */
public final class JsonReader {
    private static final byte[] LINE = {'\n'};

    private JsonReader() {}

    /** Documents: a string field of each line. */
    public static Function<Path, Cursor<String>> texts(String field) {
        return lines(line -> line.text(field));
    }

    /** Conversations: a list of {@code {"role": ..., "content": ...}}, usually in the field {@code messages}. */
    public static Function<Path, Cursor<Conversation.Chat>> chats(String field) {
        return lines(line -> new Conversation.Chat(line.messages(field)));
    }

    /**
     * Pairs: {@code chosen} and {@code rejected} and perhaps {@code prompt}, all strings or all lists of messages.
     * Where there is no prompt, it is what both answers begin with.
     */
    public static Function<Path, Cursor<Preference>> preferences() {
        return lines(Preferences::of);
    }

    /** Prompts: a string or list of messages in {@code field}, and any other fields. */
    public static Function<Path, Cursor<Prompt>> prompts(String field) {
        return lines(line -> new Prompt(line.conversation(field), line.fieldsWithout(field)));
    }

    private static <T> Function<Path, Cursor<T>> lines(Function<JsonLine, T> parse) {
        return file -> new Lines(file, new ByteInput(file)).map(parse);
    }

    private record Lines(Path file, ByteInput input) implements Cursor<JsonLine> {
        @Override
        public @Nullable JsonLine next() {
            String text = input.next(LINE);
            while (text != null && text.isBlank()) {
                text = input.next(LINE);
            }
            return text == null ? null : JsonLine.parse(text, file, input.pieceLine());
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
