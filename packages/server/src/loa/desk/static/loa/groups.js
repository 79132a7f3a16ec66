/* Headings between the groups of Wagtail's sidebar, whose only kinds of items are links. What an item draws is an
   element of Wagtail's React, which no other script can make: a heading takes a link's and says what else it is. */
(function () {
  "use strict";
  var Link = window.telepath.constructors["wagtail.sidebar.LinkMenuItem"];
  function Heading(said) {
    this.name = said.name;
    this.label = said.label;
    this.attrs = {};
    this.link = new Link({ name: said.name, label: said.label, url: "" });
  }
  Heading.prototype.render = function (how) {
    var drawn = this.link.render(how);
    var words = Object.assign({}, drawn, { type: "h2", key: null, props: { className: "loa-group", children: this.label } });
    return Object.assign({}, drawn, { type: "li", props: { className: "loa-group-item", children: words } });
  };
  window.telepath.register("loa.sidebar.Heading", Heading);
})();
