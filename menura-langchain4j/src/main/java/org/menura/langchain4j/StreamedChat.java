package org.menura.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.generate.AnswerRequest;
import org.menura.generate.AnswerStream;

/**
 * One streamed answer. Its events are handed to the handler in order on one thread; what the handler throws goes to its {@code
 * onError}, and the answer goes on.
 */
final class StreamedChat implements StreamingHandle {
    private final ChatSettings settings;
    private final ChatRequest request;
    private final StreamingChatResponseHandler handler;
    private final AnswerRequest translated;
    private volatile boolean cancelled;
    private volatile @Nullable AnswerStream stream;

    // the call that is being written
    private String callId = "";
    private String callName = "";
    private final StringBuilder arguments = new StringBuilder();
    /** White space that waits for what follows it, as a piece of arguments may not be blank. */
    private final StringBuilder blank = new StringBuilder();

    private StreamedChat(ChatSettings settings, ChatRequest request, StreamingChatResponseHandler handler) {
        this.settings = settings;
        this.request = request;
        this.handler = handler;
        this.translated = settings.translated(request);
    }

    /**
     * Starts an answer, and returns at once.
     *
     * @throws UnsupportedFeatureException if the request asks for what no such model has; other failures go to the handler
     */
    static void start(ChatSettings settings, ChatRequest request, StreamingChatResponseHandler handler) {
        StreamedChat chat;
        try {
            chat = new StreamedChat(settings, request, handler);
        } catch (UnsupportedFeatureException e) {
            throw e;
        } catch (RuntimeException e) {
            fail(handler, e);
            return;
        }
        Thread.ofVirtual().name("menura-answer").start(chat::run);
    }

    private static void fail(StreamingChatResponseHandler handler, RuntimeException e) {
        InternalStreamingChatResponseHandlerUtils.withLoggingExceptions(() -> handler.onError(Requests.mapped(e)));
    }

    private void run() {
        try (AnswerStream answers = settings.model().stream(translated)) {
            stream = answers;
            AnswerEvent event = answers.next();
            while (event != null && !cancelled) {
                handle(event);
                event = cancelled ? null : answers.next();
            }
            if (!cancelled) {
                InternalStreamingChatResponseHandlerUtils.onCompleteResponse(
                        handler, Responses.of(answers.answer(), settings.name(request)));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!cancelled) {
                fail(handler, e);
            }
        } catch (Error e) {
            // A handler's assertion, or no memory: who waits for the end is to hear of it.
            InternalStreamingChatResponseHandlerUtils.withLoggingExceptions(() -> handler.onError(e));
        }
    }

    private void handle(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Text(String text) ->
                InternalStreamingChatResponseHandlerUtils.onPartialResponse(handler, text, this);
            case AnswerEvent.Reasoning(String text) ->
                InternalStreamingChatResponseHandlerUtils.onPartialThinking(handler, text, this);
            case AnswerEvent.CallBegin(int _, String id, String name) -> {
                callId = id == null ? "" : id;
                callName = name;
                arguments.setLength(0);
                blank.setLength(0);
            }
            case AnswerEvent.ArgumentText(int index, String json) -> argument(index, json);
            case AnswerEvent.CallEnd(int index, String _, boolean _) ->
                InternalStreamingChatResponseHandlerUtils.onCompleteToolCall(
                        handler,
                        new CompleteToolCall(
                                index,
                                ToolExecutionRequest.builder()
                                        .id(callId)
                                        .name(callName)
                                        .arguments(arguments.toString())
                                        .build()));
            case AnswerEvent.TextWasReasoning _ -> {} // the stream knows how the prompt ends
        }
    }

    private void argument(int index, String json) {
        arguments.append(json);
        blank.append(json);
        if (blank.toString().isBlank()) {
            return;
        }
        InternalStreamingChatResponseHandlerUtils.onPartialToolCall(
                handler,
                PartialToolCall.builder()
                        .index(index)
                        .id(callId)
                        .name(callName)
                        .partialArguments(blank.toString())
                        .build(),
                this);
        blank.setLength(0);
    }

    @Override
    public void cancel() {
        cancelled = true;
        AnswerStream running = stream;
        if (running != null) {
            running.stop();
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
