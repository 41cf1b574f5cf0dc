package org.example;

import dev.langchain4j.model.LambdaStreamingResponseHandler;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.nio.file.Path;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.langchain4j.MenuraStreamingChatModel;

/** A story, word by word. */
public final class Stories {
    public static void main(String[] args) throws InterruptedException {
        try (LanguageModel model = Menura.load(Path.of(args[0]))) {
            StreamingChatModel chat =
                    MenuraStreamingChatModel.builder().model(model).seed(7L).build();
            LambdaStreamingResponseHandler.onPartialResponseBlocking(chat, "Tell me a story", System.out::print);
        }
    }

    private Stories() {}
}
