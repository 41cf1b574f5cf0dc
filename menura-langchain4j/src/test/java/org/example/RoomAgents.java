package org.example;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import java.nio.file.Path;
import org.menura.agent.act.Approval;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Policy;
import org.menura.agent.act.ToolMethod;
import org.menura.agent.act.Toolbox;
import org.menura.agent.run.Agent;
import org.menura.agent.run.AgentRun;
import org.menura.agent.run.RunInfo;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.langchain4j.AgentTools;
import org.menura.langchain4j.ChatModelMind;
import org.menura.langchain4j.LangChainTool;
import org.menura.langchain4j.MenuraChatModel;

/** Tools, models and runs that go over between LangChain4j and Menura's agents. */
public final class RoomAgents {
    interface Assistant {
        String chat(String message);
    }

    static final class Rooms {
        @ToolMethod(value = "Books a room.", effect = Effect.ONCE)
        public String book(String room) {
            return "booked " + room;
        }
    }

    static void theirServiceOurTools(ChatModel chat, Path folder) throws Exception {
        try (AgentRun run = AgentRun.open(folder, RunInfo.of("book", 1), Policy.STANDARD, Approval.later())) {
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(chat)
                    .toolProvider(AgentTools.provider(Toolbox.of(new Rooms()), run.lane("assistant")))
                    .build();
            System.out.println(assistant.chat("Book Aula."));
        }
    }

    static void ourAgentTheirModelAndTools(ChatModel chat) throws Exception {
        Agent agent = Agent.of(
                ChatModelMind.of("qwen3", chat), LangChainTool.of(new TravelAgent.Weather(), name -> Effect.PURE));
        System.out.println(agent.run("What is the weather in Munich?"));
    }

    public static void main(String[] args) throws Exception {
        try (LanguageModel model = Menura.load(Path.of(args[0]))) {
            ChatModel chat = MenuraChatModel.builder().model(model).build();
            theirServiceOurTools(chat, Path.of(args[0]).resolveSibling("run"));
            ourAgentTheirModelAndTools(chat);
        }
    }

    private RoomAgents() {}
}
