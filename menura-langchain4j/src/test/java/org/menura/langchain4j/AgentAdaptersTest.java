package org.menura.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.Approval;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Policy;
import org.menura.agent.act.ToolMethod;
import org.menura.agent.act.Toolbox;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.ScriptedMind;
import org.menura.agent.mind.Thought;
import org.menura.agent.profile.Profile;
import org.menura.agent.run.Agent;
import org.menura.agent.run.AgentRun;
import org.menura.agent.run.RunInfo;
import org.menura.agent.team.AgentTool;
import org.menura.chat.Message;
import org.menura.chat.tool.ToolDefinition;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.scripted.Script;

/** Tools, agents and models go over in both directions. */
@Tag("slow")
class AgentAdaptersTest {
    interface Assistant {
        String chat(String text);
    }

    static final class Rooms {
        final List<String> booked = new ArrayList<>();

        @ToolMethod(value = "Returns how many seats a room has.", effect = Effect.PURE)
        public int seats(String room) {
            return room.length();
        }

        @ToolMethod(value = "Books a room.", effect = Effect.ONCE)
        public String book(String room) {
            booked.add(room);
            return "booked " + room;
        }
    }

    static final class Weather {
        @Tool("Tells the weather.")
        String weather(@P("the city") String city, int days) {
            if (days < 0) {
                throw new IllegalArgumentException("days must not be negative");
            }
            return "sunny in %s for %d days".formatted(city, days);
        }
    }

    private static LanguageModel model(Path folder) throws Exception {
        return Menura.load(new Script()
                .answer("It has 4 seats.", "seats of Aula", "<tool_response>\n4")
                .answer(call("seats", "{\"room\": \"Aula\"}"), "seats of Aula")
                .answer("Booked.", "Book Aula", "<tool_response>\nbooked Aula")
                .answer(call("book", "{\"room\": \"Aula\"}"), "Book Aula")
                .answer("It will be sunny.", "weather in Porto", "<tool_response>\nsunny in Porto for 2 days")
                .answer(call("weather", "{\"city\": \"Porto\", \"days\": 2}"), "weather in Porto")
                .answer("{\"answer\":\"Porto\"}", "Which city")
                .writeTo(folder.resolve("model")));
    }

    private static String call(String name, String arguments) {
        return "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>".formatted(name, arguments);
    }

    @Test
    void ourToolsServeTheirAssistants(@TempDir Path folder) throws Exception {
        try (LanguageModel model = model(folder)) {
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(MenuraChatModel.builder().model(model).build())
                    .toolProvider(AgentTools.provider(Toolbox.of(new Rooms()), folder))
                    .build();
            assertEquals("It has 4 seats.", assistant.chat("How many are the seats of Aula?"));
        }
    }

    /** The journal makes effects of a LangChain4j assistant exactly once, whatever happens to its process. */
    @Test
    void aRunsJournalHoldsForTheirAssistantsToo(@TempDir Path folder) throws Exception {
        Rooms rooms = new Rooms();
        try (LanguageModel model = model(folder)) {
            for (int i = 0; i < 2; i++) {
                try (AgentRun run = AgentRun.open(
                        folder.resolve("run"), RunInfo.of("book", 1), Policy.STANDARD, Approval.later())) {
                    Assistant assistant = AiServices.builder(Assistant.class)
                            .chatModel(MenuraChatModel.builder().model(model).build())
                            .toolProvider(AgentTools.provider(Toolbox.of(rooms), run.lane("assistant")))
                            .build();
                    assertEquals("Booked.", assistant.chat("Book Aula."));
                }
            }
        }
        assertEquals(List.of("Aula"), rooms.booked);
        assertTrue(Files.exists(folder.resolve("run/journal.jsonl")));
    }

    @Test
    void theirToolsServeOurAgents(@TempDir Path folder) throws Exception {
        Toolbox tools = Toolbox.of(LangChainTool.of(new Weather(), _ -> Effect.PURE));
        ToolDefinition weather = tools.definitions().getFirst();
        assertEquals("Tells the weather.", weather.description());
        assertEquals(
                "the city",
                weather.parameters().at("/properties/city/description").asText());
        assertEquals("integer", weather.parameters().at("/properties/days/type").asText());
        Mind mind = ScriptedMind.byTurn(
                ScriptedMind.call("weather", Map.of("city", "Porto", "days", -1)),
                ScriptedMind.call("weather", Map.of("city", "Porto", "days", 2)),
                Thought.of("done"));
        List<String> results = new ArrayList<>();
        Mind listening = ScriptedMind.of((prompt, ask, seed) -> {
            results.add(prompt.messages().getLast().text());
            try {
                return mind.think(prompt, ask, seed);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals("done", Agent.of(listening, tools.tools()).run("How is the weather?"));
        assertEquals(List.of("How is the weather?", "days must not be negative", "sunny in Porto for 2 days"), results);
    }

    @Test
    void anyChatModelIsAMind(@TempDir Path folder) throws Exception {
        try (LanguageModel model = model(folder)) {
            Mind mind = ChatModelMind.of(
                    "theirs", MenuraChatModel.builder().model(model).build());
            assertTrue(mind.capabilities().isEmpty());
            Agent agent = Agent.of(mind, LangChainTool.of(new Weather(), _ -> Effect.PURE));
            assertEquals("It will be sunny.", agent.run("What is the weather in Porto?"));
            assertEquals(
                    "Porto",
                    mind.think(Prompt.of(Message.user("Which city?")), new Ask.Choice(List.of("Lisbon", "Porto")), 1)
                            .text());
        }
    }

    /** A model that knows no schemas and answers as it likes is asked again, with what was wrong. */
    @Test
    void wrongAnswersAreAskedForAgain() throws Exception {
        List<String> asked = new ArrayList<>();
        List<String> answers = new ArrayList<>(List.of("Well, Porto!", "Porto"));
        ChatModel chat = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                asked.add(request.messages().toString());
                return ChatResponse.builder()
                        .aiMessage(AiMessage.from(answers.removeFirst()))
                        .build();
            }

            @Override
            public Set<Capability> supportedCapabilities() {
                return Set.of();
            }
        };
        Mind mind = ChatModelMind.of("loose", chat);
        Ask.Choice ask = new Ask.Choice(List.of("Lisbon", "Porto"));
        assertEquals(
                "Porto", mind.think(Prompt.of(Message.user("Which?")), ask, 1).text());
        assertTrue(asked.getLast().contains("exactly one of"), asked.getLast());
        answers.addAll(List.of("a", "b", "c"));
        assertThrows(MindException.class, () -> mind.think(Prompt.of(Message.user("Which?")), ask, 1));
    }

    @Test
    void anAgentIsAChatModelAndATool(@TempDir Path folder) throws Exception {
        List<String> tasks = new ArrayList<>();
        Mind mind = ScriptedMind.of((prompt, _, _) -> {
            tasks.add(String.join(
                    "|", prompt.messages().stream().map(Message::text).toList()));
            return Thought.of("answer " + tasks.size());
        });
        Agent agent =
                Agent.of(mind, new Rooms()).withProfile(Profile.of("clerk").withRole("books rooms"));
        ChatModel chat = new AgentChatModel(agent);
        assertEquals("answer 1", chat.chat("Book it."));
        ChatResponse second = chat.chat(
                SystemMessage.from("Be short."),
                UserMessage.from("Book it."),
                AiMessage.from("Which?"),
                UserMessage.from("Aula."));
        assertEquals("answer 2", second.aiMessage().text());
        assertTrue(tasks.getLast().contains("Be short."), tasks.getLast());
        assertTrue(tasks.getLast().endsWith("user: Book it.\nassistant: Which?\n\nAula."), tasks.getLast());
        assertThrows(
                UnsupportedFeatureException.class,
                () -> chat.chat(ChatRequest.builder()
                        .messages(UserMessage.from("x"))
                        .toolSpecifications(
                                ToolSpecification.builder().name("t").build())
                        .build()));
        Agent boss = Agent.of(
                ScriptedMind.byTurn(
                        ScriptedMind.call("clerk", Map.of("task", "Book Aula.")), Thought.of("It is done.")),
                new AgentTool(agent));
        assertEquals("It is done.", boss.run("See to the room."));
        assertTrue(tasks.getLast().endsWith("Book Aula."));
        assertInstanceOf(
                AgentTool.class, Toolbox.of(new AgentTool(agent)).tools().getFirst());
    }
}
