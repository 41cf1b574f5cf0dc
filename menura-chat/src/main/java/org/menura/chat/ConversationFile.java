package org.menura.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;

/**
 * A file format of conversations: lists of messages as {@link MessageJson} has them, images and audio within the file.
 */
public final class ConversationFile {
    private ConversationFile() {}

    /**
     * Writes a conversation to a file; the file appears when it is complete.
     *
     * @throws IOException if it can't be written
     */
    public static void write(List<Message> messages, Path file) throws IOException {
        String json = new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(messages.stream().map(MessageJson::write).toList());
        OutputFile.write(file, (json + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a conversation from a file.
     *
     * @throws FormatException if the file holds something else
     */
    public static List<Message> read(Path file) {
        JsonNode root = Json.parse(file);
        if (!root.isArray()) {
            throw new FormatException(file + " is no conversation: a list of messages is needed");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : root) {
            String where = "message %d of %s".formatted(messages.size() + 1, file);
            messages.add(MessageJson.read(message, where, file::resolveSibling));
        }
        return messages;
    }
}
