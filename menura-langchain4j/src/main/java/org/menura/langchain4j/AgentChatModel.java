package org.menura.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.menura.agent.run.Agent;
import org.menura.chat.Message;
import org.menura.chat.Role;

/**
 * An agent, with its tools and its team, as a chat model of LangChain4j: what a conversation asks is its task, and its answer the
 * model's. It calls its own tools; requests can't bring others.
 */
public final class AgentChatModel implements ChatModel {
    private final Agent agent;

    /** Creates the model of an agent. */
    public AgentChatModel(Agent agent) {
        this.agent = agent;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        if (request.toolSpecifications() != null
                && !request.toolSpecifications().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "an agent calls its own tools; give it those of the request when it is made");
        }
        List<Message> messages = Conversations.of(request.messages());
        String system = String.join(
                "\n",
                messages.stream()
                        .filter(m -> m.role().equals(Role.SYSTEM))
                        .map(Message::text)
                        .toList());
        String own = agent.profile().instructions();
        Agent told = system.isBlank() ? agent : agent.withInstructions(own.isBlank() ? system : own + "\n" + system);
        try {
            String answer = told.run(task(messages));
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(answer))
                    .modelName(agent.profile().name())
                    .finishReason(FinishReason.STOP)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the agent worked", e);
        }
    }

    /** Returns the last message as the task, behind what was said before. */
    private static String task(List<Message> messages) {
        List<String> said = new ArrayList<>();
        for (Message message : messages) {
            if (!message.role().equals(Role.SYSTEM) && !message.text().isBlank()) {
                said.add(message.text());
            }
        }
        if (said.size() <= 1) {
            return String.join("", said);
        }
        List<String> lines = new ArrayList<>(List.of("The conversation so far:"));
        for (Message message : messages.subList(0, messages.size() - 1)) {
            if (!message.role().equals(Role.SYSTEM) && !message.text().isBlank()) {
                lines.add(message.role() + ": " + message.text());
            }
        }
        lines.add("");
        lines.add(said.getLast());
        return String.join("\n", lines);
    }
}
