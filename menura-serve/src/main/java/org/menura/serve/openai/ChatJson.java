package org.menura.serve.openai;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerSum;
import org.menura.chat.tool.ParsedCall;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.RequestIds;
import org.menura.serve.model.Lease;
import org.menura.serve.work.ChatRun;
import org.menura.serve.work.Usage;

/** The JSON of answers in OpenAI's shape. */
final class ChatJson {
    private final String id = RequestIds.next("chatcmpl-");
    private final long created = System.currentTimeMillis() / 1000;
    private final Lease lease;
    private final boolean withLogProbs;

    ChatJson(Lease lease, boolean withLogProbs) {
        this.lease = lease;
        this.withLogProbs = withLogProbs;
    }

    boolean withLogProbs() {
        return withLogProbs;
    }

    /** What comes before the choices. */
    Map<String, @Nullable Object> head(String object, Object choices) {
        return JsonOut.object(
                "id", id,
                "object", object,
                "created", created,
                "model", lease.name(),
                "system_fingerprint", lease.card().fingerprint(),
                "choices", choices);
    }

    /** A picture as a part of an answer. */
    static Map<String, @Nullable Object> picture(byte[] png) {
        String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
        return JsonOut.object("type", "image_url", "image_url", JsonOut.object("url", url));
    }

    Answer answer(int index) {
        return new Answer(index);
    }

    Map<String, @Nullable Object> whole(List<Answer> answers, Usage usage) {
        Map<String, @Nullable Object> out =
                head("chat.completion", answers.stream().map(Answer::json).toList());
        out.put("usage", usage.openai());
        out.put("timings", usage.timings());
        return out;
    }

    /** An answer that is collected. */
    final class Answer {
        private final int index;
        private final AnswerSum sum = new AnswerSum();
        private final List<Map<String, @Nullable Object>> probs = new ArrayList<>();
        private final List<Map<String, @Nullable Object>> pictures = new ArrayList<>();
        private String reason = "stop";

        private Answer(int index) {
            this.index = index;
        }

        void add(ChatRun.Event event) {
            switch (event) {
                case ChatRun.Piece piece -> {
                    sum.add(piece.events());
                    probs.addAll(piece.logProbs());
                }
                case ChatRun.Picture picture -> pictures.add(picture(picture.png()));
                case ChatRun.Ended ended -> reason = ended.reason();
            }
        }

        private Map<String, @Nullable Object> json() {
            List<Map<String, @Nullable Object>> calls = new ArrayList<>();
            for (ParsedCall call : sum.calls()) {
                calls.add(JsonOut.object(
                        "id",
                        call.id() == null ? RequestIds.next("call_") : call.id(),
                        "type",
                        "function",
                        "function",
                        JsonOut.object("name", call.name(), "arguments", call.arguments())));
            }
            Map<String, @Nullable Object> message = JsonOut.object("role", "assistant");
            message.put("content", sum.text().isEmpty() && !calls.isEmpty() ? null : sum.text());
            message.put("refusal", null);
            if (!sum.reasoning().isEmpty()) {
                message.put("reasoning_content", sum.reasoning());
            }
            if (!calls.isEmpty()) {
                message.put("tool_calls", calls);
            }
            if (!pictures.isEmpty()) {
                message.put("images", pictures);
            }
            return JsonOut.object(
                    "index", index,
                    "message", message,
                    "logprobs", withLogProbs ? JsonOut.object("content", probs, "refusal", null) : null,
                    "finish_reason", reason);
        }
    }
}
