package org.menura.data;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.format.Modality;

/**
 * A training example of image generation: a conversation in which the assistant generates an image, and that image.
 *
 * @param messages the conversation, whose last message of the assistant has an image, or its signal tokens
 * @param condition the text that conditions the generator
 * @param image the image file, or null if the record names none
 */
public record ImageGenerationExample(
        List<Message> messages, String condition, @Nullable Path image) {
    public ImageGenerationExample {
        messages = List.copyOf(messages);
    }

    static ImageGenerationExample of(JsonLine line, String field, String condition) {
        List<Message> messages = line.messages(field);
        Path image = null;
        if (line.has("image")) {
            image = MediaFiles.find(line.file(), line.text("image"));
        } else {
            for (Message message : messages) {
                for (Content content : message.isAssistant() ? message.media() : List.<Content>of()) {
                    boolean drawn = content.modality() == Modality.IMAGE;
                    image = drawn && content instanceof Content.MediaFile(var _, Path file) ? file : image;
                }
            }
        }
        return new ImageGenerationExample(messages, line.text(condition), image);
    }
}
