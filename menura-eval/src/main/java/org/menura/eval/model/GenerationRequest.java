package org.menura.eval.model;

import java.util.List;
import org.menura.chat.Content;

/**
 * Asks for an answer to a context.
 *
 * @param media images and audio of the context, in the order of their places
 */
public record GenerationRequest(String context, GenerationSettings settings, List<Content> media) {
    public GenerationRequest {
        media = List.copyOf(media);
    }

    /** Creates a request of text alone. */
    public GenerationRequest(String context, GenerationSettings settings) {
        this(context, settings, List.of());
    }
}
