package org.menura.format.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

/** What CPython 3.11 computes with glibc on x86-64 must be what we compute. */
class PythonMathTest {
    @Test
    void squaresAsPythonDoesAlsoWhereTheProductIsRoundedOtherwise() {
        double[][] squares = {
            {5.167529907548641, 26.703365345409665},
            {-10.531254467116192, 110.90732065115475},
            {-44.91722002841328, 2017.5566550808912},
            {-6.814030342543411, 46.43100950910228},
            {38.00061952350978, 1444.0470841705528},
        };
        for (double[] square : squares) {
            assertNotEquals(square[1], square[0] * square[0]);
            assertEquals(square[1], PythonMath.square(square[0]));
        }
        assertEquals(0.0, PythonMath.square(0));
        assertEquals(9.0, PythonMath.square(-3));
    }

    @Test
    void raisesToPowersAsPythonDoes() {
        assertEquals(0.30119421191220214, PythonMath.power(Math.E, -1.2));
        assertEquals(0.00019952623149688788, PythonMath.power(10, -3.7));
        assertEquals(0.5477225575051661, PythonMath.power(0.3, 0.5));
        assertEquals(1.0000007000002105, PythonMath.power(1.0000001, 7));
        assertEquals(43378293.78605335, PythonMath.power(123456.789, 1.5));
        assertEquals(Double.POSITIVE_INFINITY, PythonMath.power(1e300, 2));
    }
}
