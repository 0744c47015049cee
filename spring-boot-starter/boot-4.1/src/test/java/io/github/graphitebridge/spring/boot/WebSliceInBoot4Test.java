// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

@WebMvcTest
final class WebSliceInBoot4Test {
  @Autowired private MockMvc mvc;

  @Test
  void webSlice_whichHasNoMetrics_works() throws Exception {
    MockHttpServletRequestBuilder request = get("/products/7");

    assertThat(mvc.perform(request).andReturn().getResponse().getContentAsString())
        .isEqualTo("product 7");
  }
}
