package org.menura.agent.act;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalTest {
    private static Optional<Approval.Reply> said(String line, boolean isCall) throws InterruptedException {
        Proposal call = isCall
                ? new Proposal(
                        "clerk", "pay", Effect.ONCE, Map.of(), List.of(), new Budget.Spent(0, 0, Duration.ZERO, 0))
                : null;
        return Approval.console(new BufferedReader(new StringReader(line + "\n")), new PrintWriter(new StringWriter()))
                .ask(new Approval.Request("1", "clerk", "did it happen?", call));
    }

    @ParameterizedTest
    @CsvSource({
        "yes, true, true, ''",
        "'no, too much', true, false, ', too much'",
        "perhaps, true, false, perhaps",
        "no, false, false, no",
        "'No, it did not.', false, false, 'No, it did not.'",
        "Nothing came of it, false, true, Nothing came of it",
        "receipt 17, false, true, receipt 17"
    })
    void whoSaysNoAtTheConsoleApprovesNothing(String line, boolean isCall, boolean approved, String text)
            throws InterruptedException {
        assertEquals(new Approval.Reply(approved, text), said(line, isCall).orElseThrow());
        assertEquals(Optional.empty(), said("", isCall));
    }
}
