package org.example;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application that asks a tool and answers in records. */
@SpringBootApplication
public class TravelApplication {
    record Capital(String city, int inhabitants) {}

    static class Weather {
        @Tool(description = "the weather in a city")
        String weather(@ToolParam(description = "name of the city") String city) {
            return "sunny, 21 °C";
        }
    }

    @Bean
    CommandLineRunner travel(ChatClient.Builder builder) {
        ChatClient chat = builder.build();
        return args -> {
            System.out.println(chat.prompt("What is the weather in Munich?")
                    .tools(new Weather())
                    .call()
                    .content());
            System.out.println(chat.prompt("What is the capital of Germany?")
                    .call()
                    .entity(Capital.class, answer -> answer.useProviderStructuredOutput()));
            chat.prompt("Tell me a story").stream().content().toIterable().forEach(System.out::print);
        };
    }

    public static void main(String[] args) {
        SpringApplication.run(TravelApplication.class, args);
    }
}
