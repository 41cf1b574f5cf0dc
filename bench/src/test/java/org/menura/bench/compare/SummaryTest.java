package org.menura.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void theMiddleOne() {
        assertEquals(new Summary(3, 1, 100, 3), Summary.of(List.of(100.0, 1.0, 3.0)));
    }

    @Test
    void theMeanOfTheMiddleTwo() {
        assertEquals(new Summary(2.5, 1, 9, 4), Summary.of(List.of(3.0, 9.0, 1.0, 2.0)));
    }

    @Test
    void nothingIsNotSummedUp() {
        assertThrows(IllegalArgumentException.class, () -> Summary.of(List.of()));
    }

    @Test
    void threeDigits() {
        assertEquals("0.123", Summary.number(0.1234));
        assertEquals("1.23", Summary.number(1.234));
        assertEquals("12.3", Summary.number(12.34));
        assertEquals("123", Summary.number(123.4));
        assertEquals("12,345", Summary.number(12345.4));
        assertEquals("2.00 [1.00–3.00]", Summary.of(List.of(1.0, 2.0, 3.0)).text());
    }
}
