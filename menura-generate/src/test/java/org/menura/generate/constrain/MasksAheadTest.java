package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.constrain.grammar.GrammarBudgetException;
import org.menura.generate.constrain.grammar.GrammarState;

/** Masks that are found on another thread are found once, and what goes wrong there is heard by who needs them. */
@Timeout(30)
class MasksAheadTest {
    private static final Vocabulary BYTES = new Vocabulary(Tokenizers.bytes());

    private final MasksAhead ahead = new MasksAhead();
    private final GrammarState first =
            Grammars.choice(List.of("forward", "forty")).start();
    private final GrammarState second = Grammars.regex("[a-z]+").start();

    @Test
    void eachIsFoundOnce() throws InterruptedException {
        AtomicInteger walks = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        TokenMask mask = BYTES.mask(first);
        for (int i = 0; i < 3; i++) {
            ahead.begin(first, _ -> {
                walks.incrementAndGet();
                await(asked);
                return mask;
            });
        }
        TokenMask[] got = new TokenMask[1];
        Thread waiting = Thread.ofPlatform().start(() -> got[0] = ahead.of(first));
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        asked.countDown();
        waiting.join();
        assertSame(mask, got[0]);
        assertEquals(1, walks.get());
        assertNull(ahead.of(second), "which nobody has begun");
    }

    @Test
    void whoNeedsOneDoesNotWaitForOthers() {
        CountDownLatch never = new CountDownLatch(1);
        ahead.begin(first, _ -> {
            await(never);
            return BYTES.mask(first);
        });
        TokenMask mask = BYTES.mask(second);
        ahead.begin(second, _ -> mask); // behind the other one
        assertSame(mask, ahead.of(second));
        never.countDown();
    }

    @Test
    void whatGoesWrongIsHeard() {
        ahead.begin(first, _ -> {
            throw new GrammarBudgetException("too long");
        });
        GrammarBudgetException e = assertThrows(GrammarBudgetException.class, () -> {
            TokenMask mask = ahead.of(first);
            if (mask == null) {
                throw new GrammarBudgetException(
                        "too long"); // it had ended already, and is found again where it is needed
            }
        });
        assertEquals("too long", e.getMessage());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
