/* The headings between the groups of Wagtail's sidebar, which has no headings of its own. An item draws an element of
   Wagtail's React, and no other script can create one. A heading therefore copies the element of a link and changes its
   type and properties. */
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
