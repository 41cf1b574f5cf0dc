/** Servers that speak OpenAI's API, asked over HTTP for what evaluations need. */
@NullMarked
package org.menura.eval.remote;

import org.jspecify.annotations.NullMarked;
