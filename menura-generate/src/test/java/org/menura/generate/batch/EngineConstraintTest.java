package org.menura.generate.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.menura.generate.batch.Stories.EXACT;
import static org.menura.generate.batch.Stories.MODEL;
import static org.menura.generate.batch.Stories.TOKENIZER;
import static org.menura.generate.batch.Stories.options;
import static org.menura.generate.batch.Stories.request;
import static org.menura.generate.batch.Stories.sampler;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.TestData;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.TokenMask;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.TokenEvent;
import org.menura.generate.speculate.PromptLookup;
import org.menura.model.CausalModel;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;

@Timeout(60)
class EngineConstraintTest {
    /** Digits, so many of them, and then the end. */
    private static class Digits implements Constraint {
        private int left;

        Digits(int count) {
            left = count;
        }

        @Override
        public TokenMask allowed() {
            TokenMask mask = new TokenMask(256);
            for (int d = '0'; d <= '9' && left > 0; d++) {
                mask.add(d);
            }
            return mask;
        }

        @Override
        public boolean allows(int token) {
            return left > 0 && token >= '0' && token <= '9';
        }

        @Override
        public void accept(int token) {
            if (!allows(token)) {
                throw new IllegalArgumentException("no digit: " + token);
            }
            left--;
        }

        @Override
        public boolean mayEnd() {
            return left == 0;
        }

        @Override
        public byte[] forced() {
            return new byte[0];
        }

        @Override
        public Constraint copy() {
            return new Digits(left);
        }
    }

    @Test
    void textsFollowTheirConstraints() {
        Tokenizer bytes = Tokenizers.bytes();
        CausalModel model = Models.decoder(TestData.path("golden/rwkv7-pth"), new CpuBackend(1));
        int end = model.vocabulary() - 1;
        try (Engine engine = new Engine(model, bytes, EXACT)) {
            List<Engine.Task> tasks = new ArrayList<>();
            for (int seed = 0; seed < 6; seed++) {
                Sampler sampler = seed == 0 ? new Sampler(SamplingParams.greedy()) : sampler(seed);
                Set<Integer> ends = seed == 5 ? Set.of() : Set.of(end);
                tasks.add(engine.submit(Request.of(Prompt.of(1, 2, 3), sampler, new Options(30, ends, List.of(), 0))
                        .withConstraint(seed == 1 ? null : new Digits(seed + 3))));
            }
            for (int seed = 0; seed < 6; seed++) {
                Result result = tasks.get(seed).result().join();
                if (seed != 1) {
                    assertTrue(result.text().matches("[0-9]{" + (seed + 3) + "}"), result.text());
                    assertEquals(Reason.STOP, result.reason());
                    assertEquals(seed + (seed == 5 ? 3 : 4), result.tokens().size());
                }
            }
        }
    }

    @Test
    void aDeadEndFailsOneTextInASentence() {
        CausalModel model = Models.decoder(TestData.path("golden/rwkv7-pth"), new CpuBackend(1));
        Digits stuck = new Digits(2) {
            @Override
            public boolean mayEnd() {
                return false;
            }
        };
        try (Engine engine = new Engine(model, Tokenizers.bytes(), EXACT)) {
            Options options = new Options(30, Set.of(0), List.of(), 0);
            Request request = Request.of(Prompt.of(1, 2, 3), sampler(1), options);
            StringBuilder said = new StringBuilder();
            Engine.Task task =
                    engine.submit(request.withConstraint(stuck).withEvents(event -> said.append(event.text())));
            Engine.Task other = engine.submit(Request.of(Prompt.of(1, 2, 3), sampler(2), options));
            ExecutionException e =
                    assertThrows(ExecutionException.class, () -> task.result().get());
            assertTrue(e.getCause().getMessage().contains("allows no token here"), e.toString());
            assertEquals(2, said.length());
            assertEquals(30, other.result().join().tokens().size());
        }
    }

    /** A text of bytes in which {@code #} stands for any digit. */
    private static final class Form implements Constraint {
        private final byte[] form;
        private int at;

        Form(String form, int at) {
            this.form = form.getBytes(StandardCharsets.UTF_8);
            this.at = at;
        }

        @Override
        public TokenMask allowed() {
            TokenMask mask = new TokenMask(256);
            for (int i = 0; i < 256; i++) {
                if (allows(i)) {
                    mask.add(i);
                }
            }
            return mask;
        }

        @Override
        public boolean allows(int token) {
            return at < form.length && (form[at] == '#' ? token >= '0' && token <= '9' : token == form[at]);
        }

        @Override
        public void accept(int token) {
            assertTrue(allows(token));
            at++;
        }

        @Override
        public boolean mayEnd() {
            return at == form.length;
        }

        @Override
        public byte[] forced() {
            int to = at;
            while (to < form.length && form[to] != '#') {
                to++;
            }
            return Arrays.copyOfRange(form, at, to);
        }

        @Override
        public Constraint copy() {
            return new Form(new String(form, StandardCharsets.UTF_8), at);
        }
    }

    @Test
    void whatIsForcedPassesTogether() {
        String form = "{\"number\": ##, \"another number\": #}";
        Engine engine = new Engine(MODEL, Tokenizers.bytes(), EXACT);
        List<List<Integer>> tokens = new ArrayList<>();
        for (int logProbs : new int[] {-1, 0}) {
            List<TokenEvent> events = new ArrayList<>();
            long before = engine.stats().passes();
            Result result = engine.generate(
                    Request.of(Prompt.of(1, 2, 3), sampler(5), new Options(100, Set.of(300), List.of(), logProbs))
                            .withConstraint(new Form(form, 0))
                            .withEvents(events::add));
            assertTrue(result.text().matches("\\{\"number\": [0-9]{2}, \"another number\": [0-9]\\}"), result.text());
            assertEquals(form.length() + 1, events.size());
            assertEquals(result.tokens(), events.stream().map(TokenEvent::id).toList());
            tokens.add(result.tokens());
            long passes = engine.stats().passes() - before;
            assertEquals(logProbs == 0, passes > form.length(), "" + passes);
        }
        assertEquals(tokens.get(0), tokens.get(1), "the bytes of a vocabulary of bytes are written in one way");
        Result cut =
                engine.generate(Request.of(Prompt.of(1, 2, 3), sampler(5), new Options(7, Set.of(300), List.of(), -1))
                        .withConstraint(new Form(form, 0)));
        assertEquals(form.substring(0, 7), cut.text());
        assertEquals(Reason.LENGTH, cut.reason());
        engine.close();
    }

    @Test
    void guessesChangeNothingButTheNumberOfPasses() {
        String prompt = "Lily had a dog. Lily had a dog. Lily had a dog. Lily had a";
        Options options = options(60, 1);
        int[] ids = TOKENIZER.encode(prompt, true, false);
        List<Result> plain = new ArrayList<>();
        long[] passes = new long[2];
        for (int guessed = 0; guessed < 2; guessed++) {
            for (int texts = 1; texts <= 3; texts++) {
                Engine engine = new Engine(MODEL, TOKENIZER, Limits.exact(4));
                List<Request> requests = new ArrayList<>();
                for (int i = 0; i < texts; i++) {
                    Sampler sampler = i == 0 ? new Sampler(SamplingParams.greedy()) : sampler(i);
                    requests.add(Request.of(Prompt.of(ids), sampler, options)
                            .withDrafter(guessed == 0 ? null : new PromptLookup()));
                }
                List<Engine.Task> tasks = engine.submitAll(requests);
                for (int i = 0; i < texts; i++) {
                    Result result = engine.await(tasks.get(i));
                    if (guessed == 0) {
                        plain.add(result);
                    } else {
                        Result expected = plain.get(texts * (texts - 1) / 2 + i);
                        assertEquals(expected.logProbs(), result.logProbs());
                        assertEquals(expected.text(), result.text());
                    }
                }
                engine.close();
                passes[guessed] += engine.stats().passes();
                assertEquals(guessed == 1, engine.stats().acceptedTokens() > 0);
                assertTrue(engine.stats().draftedTokens() >= engine.stats().acceptedTokens());
            }
        }
        assertTrue(passes[1] < passes[0], passes[1] + " passes, not fewer than " + passes[0]);
    }
}
