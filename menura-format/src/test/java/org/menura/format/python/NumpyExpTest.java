package org.menura.format.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that numpy 2.4.6 gives on a processor with AVX-512; the C library's differ in the last place. */
class NumpyExpTest {
    @ParameterizedTest
    @CsvSource({
        "-23.402964296214538, 6.8583831855389e-11",
        "-20.21681494592176, 1.6593913707717296e-09",
        "-1.2551104870127094, 0.28504435278553814",
        "-24.41868491869366, 2.4837042729862636e-11",
        "-0.8021156121839734, 0.4483793631340145",
        "-22.77032008282329, 1.2911468405615023e-10",
        "-27.922656266993997, 7.470410433870605e-13",
        "-32.271089505018296, 9.657037168972308e-15",
        "-11.143685680660504, 1.4466344423310224e-05",
        "-11.677715634822135, 8.480716364165423e-06",
        "-35.19913006504192, 5.166685719331344e-16",
        "-39.47654620115183, 7.17057231882868e-18",
        "0.0, 1.0",
        "1.0, 2.718281828459045",
        "-700.5, 5.980196118639791e-305",
        "5e-17, 1.0",
    })
    void isNumpysToTheLastBit(String x, String exp) {
        assertEquals(Double.parseDouble(exp), NumpyExp.exp(Double.parseDouble(x)));
    }
}
