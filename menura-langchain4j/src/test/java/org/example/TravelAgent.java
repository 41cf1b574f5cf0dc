package org.example;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import java.nio.file.Path;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.langchain4j.MenuraChatModel;

/** An agent that asks a tool and answers in records. */
public final class TravelAgent {
    interface Assistant {
        String chat(String message);

        @UserMessage("What is the capital of {{country}}?")
        Capital capitalOf(@V("country") String country);
    }

    record Capital(String city, int inhabitants) {}

    static final class Weather {
        @Tool("the weather in a city")
        public String weather(@P(name = "city", value = "name of the city") String city) {
            return "sunny, 21 °C";
        }
    }

    public static void main(String[] args) {
        try (LanguageModel model = Menura.load(Path.of(args[0]))) {
            ChatModel chat =
                    MenuraChatModel.builder().model(model).temperature(0.0).build();
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(chat)
                    .chatMemory(MessageWindowChatMemory.withMaxMessages(20))
                    .tools(new Weather())
                    .build();
            System.out.println(assistant.chat("What is the weather in Munich?"));
            System.out.println(assistant.capitalOf("Germany"));
        }
    }
}
